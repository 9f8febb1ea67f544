using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.Dism.Commands
{
    /// <summary>Lists the drivers of an image, or tells what hardware one of them or an INF file is for.</summary>
    [Cmdlet(VerbsCommon.Get, "WindowsDriver")]
    [OutputType(typeof(BasicDriverObject), typeof(AdvancedDriverObject))]
    public sealed class GetWindowsDriverCommand : ImageCmdlet
    {
        /// <summary>Lists those of Windows itself too.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public SwitchParameter All { get; set; }

        /// <summary>Published name, name of an inbox driver's INF, or path of an INF file.</summary>
        [Parameter(ValueFromPipelineByPropertyName = true)]
        public string Driver { get; set; } = "";

        internal override IEnumerable<BaseDismObject> Service(Operation operation, OfflineImage image)
        {
            operation.Progress(0);
            var store = new DriverStore(image);
            if (Driver.Length == 0)
                return store.All().Where(driver => All || !driver.IsInbox)
                    .Select(driver => About(driver.Describe(new BasicDriverObject(), store.ClassDescription(driver.Inf), ShowPath))).ToList();
            return Find(store).SelectMany(driver => driver.Models.Select(model => About(Describe(store, driver, model)))).ToList();
        }

        internal override IEnumerable<BaseDismObject> Pretend() => Array.Empty<BaseDismObject>();

        private List<StoredDriver> Find(DriverStore store)
        {
            var named = store.Named(Driver);
            if (named.Count > 0) return named;
            var file = HostPath(Driver);
            if (!File.Exists(file)) throw new DismException(Hresult.FileNotFound, "no driver " + Driver);
            return new List<StoredDriver> { new StoredDriver(DriverInf.Load(file), null, false, store.Target) };
        }

        private AdvancedDriverObject Describe(DriverStore store, StoredDriver driver, DriverModel model)
        {
            var result = driver.Describe(new AdvancedDriverObject(), store.ClassDescription(driver.Inf), ShowPath);
            result.ManufacturerName = model.Manufacturer;
            result.HardwareDescription = model.Description;
            result.HardwareId = model.HardwareId;
            result.Architecture = driver.ArchitectureNumber;
            result.ServiceName = model.Services.Select(service => service.Name).FirstOrDefault() ?? "";
            result.CompatibleIds = string.Join(",", model.CompatibleIds);
            result.ExcludeIds = driver.Inf.ExcludeIds;
            return result;
        }
    }
}
