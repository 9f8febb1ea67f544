using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Windows\WinSxS\pending.xml: what Windows does at the first start. The rehearsal does the work at once and writes down
    /// only for whom, so its queues are empty.
    /// </summary>
    internal static class PendingWork
    {
        private const string PendingFile = @"Windows\WinSxS\pending.xml";

        public static bool Exists(OfflineImage image) => File.Exists(image.Resolve(PendingFile));

        /// <summary>Writes the packages that have pending work.</summary>
        public static void Write(OfflineImage image, PackageStore store)
        {
            var path = image.Resolve(PendingFile);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var document = new XDocument(new XDeclaration("1.0", "utf-8", null), new XElement("PendingTransaction",
                new XAttribute("Version", "3.1"),
                new XAttribute("WcpVersion", store.ServicingStack + " (WinBuild.160101.0800)"),
                new XAttribute("Identifier", Identifier(store)),
                new XElement("Transactions", store.Pending.Select(package => new XElement("Transaction",
                    new XAttribute("TransactionId", package.ToString()),
                    new XElement("Install", new XAttribute("Application", package.ToString()), new XAttribute("RefIdentifier", package.ToString()))))),
                new XElement("ChangeList"),
                new XElement("POQ", new XAttribute("postAction", "reboot")),
                new XElement("POQ"),
                new XElement("InstallerQueue", new XAttribute("Length", "0x00000000")),
                new XElement("RollbackInformation", new XElement("AdminHints"))));
            using (var stream = new FileStream(path, FileMode.Create, FileAccess.Write)) document.Save(stream);
        }

        // 32 hexadecimal digits; the same work gives the same ones.
        private static string Identifier(PackageStore store)
        {
            using (var md5 = MD5.Create())
                return BitConverter.ToString(md5.ComputeHash(Encoding.UTF8.GetBytes(string.Join("\n", store.Pending)))).Replace("-", "").ToLowerInvariant();
        }

        public static void Remove(OfflineImage image) => File.Delete(image.Resolve(PendingFile));
    }
}
