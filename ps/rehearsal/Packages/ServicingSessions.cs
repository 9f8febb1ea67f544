using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Windows\servicing\Sessions\Sessions.xml, by which several tools tell what was installed.</summary>
    internal static class ServicingSessions
    {
        private const string File = @"Windows\servicing\Sessions\Sessions.xml";

        public static void Append(OfflineImage image, IEnumerable<PackageManifest> packages, string targetState = "Installed")
        {
            var path = image.Resolve(File);
            var document = Load(path);
            var now = DateTime.UtcNow;
            var time = now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            var ticks = now.ToFileTimeUtc();
            document.Root!.Add(new XElement("Session",
                new XAttribute("version", "2"),
                new XAttribute("id", (ticks >> 32) + "_" + (ticks & 0xFFFFFFFF)),
                new XAttribute("client", "DISM Package Manager Provider"),
                new XAttribute("options", "0"),
                new XAttribute("currentPhase", "0"),
                new XAttribute("lastSuccessfulState", "Complete"),
                new XAttribute("pendingFollower", "False"),
                new XAttribute("retry", "False"),
                new XAttribute("Queued", time),
                new XAttribute("Started", time),
                new XAttribute("Complete", time),
                new XAttribute("Status", "0x0"),
                new XElement("Tasks", new XElement("Phase", new XAttribute("seq", "1"), new XAttribute("rebootMarker", "0"),
                    packages.Select(package => new XElement("package",
                        new XAttribute("id", package.Identifier),
                        new XAttribute("name", package.Identity.ToString()),
                        new XAttribute("targetState", targetState),
                        new XAttribute("options", "0")))))));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write))
            {
                stream.SetLength(0);
                document.Save(stream);
            }
        }

        private static XDocument Load(string path)
        {
            if (!System.IO.File.Exists(path)) return new XDocument(new XElement("Sessions", new XAttribute("version", "1.0")));
            try
            {
                using (var stream = System.IO.File.OpenRead(path)) return XDocument.Load(stream);
            }
            catch (System.Xml.XmlException error)
            {
                throw new DismException(Hresult.XmlParserFailure, path + ": " + error.Message);
            }
        }
    }
}
