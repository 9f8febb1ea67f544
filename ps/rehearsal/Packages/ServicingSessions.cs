using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Windows\servicing\Sessions\Sessions.xml, by which several tools tell what was installed, with each session also in a
    /// file of its own. `package@id` is the identity and `package@name` the KB; times are local, as `yyyy/MM/dd/HH:mm:ss`
    /// (by the public tools that read it).
    /// </summary>
    internal static class ServicingSessions
    {
        private const string Folder = @"Windows\servicing\Sessions\";
        private const string All = Folder + "Sessions.xml";

        public static void Append(OfflineImage image, IEnumerable<PackageManifest> packages, string targetState = "Installed")
        {
            var session = Session(packages, targetState);
            var document = Load(image.Resolve(All));
            document.Root!.Add(session);
            Save(document, image.Resolve(All));
            Save(new XDocument(new XElement("Sessions", new XAttribute("version", "1.0"), session)), image.Resolve(Folder + session.Attribute("id")!.Value + ".xml"));
        }

        private static XElement Session(IEnumerable<PackageManifest> packages, string targetState)
        {
            var now = DateTime.UtcNow;
            var time = now.ToString("yyyy/MM/dd/HH:mm:ss", CultureInfo.InvariantCulture);
            var ticks = now.ToFileTimeUtc();
            return new XElement("Session",
                new XAttribute("version", "2"),
                new XAttribute("id", (ticks >> 32) + "_" + (ticks & 0xFFFFFFFF)),
                new XAttribute("client", "DISM Package Manager Provider"),
                new XAttribute("options", "0"),
                new XAttribute("currentPhase", "1"),
                new XAttribute("lastSuccessfulState", "Complete"),
                new XAttribute("pendingFollower", "False"),
                new XAttribute("retry", "False"),
                new XAttribute("Queued", time),
                new XAttribute("Started", time),
                new XAttribute("Complete", time),
                new XAttribute("Status", "0x0"),
                new XElement("Tasks", new XElement("Phase", new XAttribute("seq", "1"), new XAttribute("rebootMarker", "0"),
                    packages.Select(package => new XElement("package",
                        new XAttribute("id", package.Identity.ToString()),
                        new XAttribute("name", package.Identifier),
                        new XAttribute("targetState", targetState),
                        new XAttribute("options", "0"))))));
        }

        private static void Save(XDocument document, string path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write))
            {
                stream.SetLength(0);
                document.Save(stream);
            }
        }

        private static XDocument Load(string path)
        {
            if (!File.Exists(path)) return new XDocument(new XElement("Sessions", new XAttribute("version", "1.0")));
            try
            {
                using (var stream = File.OpenRead(path)) return XDocument.Load(stream);
            }
            catch (System.Xml.XmlException error)
            {
                throw new DismException(Hresult.XmlParserFailure, path + ": " + error.Message);
            }
        }
    }
}
