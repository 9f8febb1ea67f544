using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using System.Xml.Linq;

namespace Microsoft.Dism.Commands
{
    /// <summary>Reading of asm.v3 XML, where the namespace says nothing that the names do not.</summary>
    internal static class AssemblyXml
    {
        /// <exception cref="DismException">0x800f0900: not XML.</exception>
        public static XElement Load(string file)
        {
            try
            {
                using (var stream = File.OpenRead(file))
                using (var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }))
                    return XDocument.Load(reader).Root!;
            }
            catch (XmlException error)
            {
                throw new DismException(Hresult.XmlParserFailure, file + ": " + error.Message);
            }
        }

        public static IEnumerable<XElement> Named(this XContainer parent, string name) =>
            parent.Elements().Where(element => element.Name.LocalName == name);

        public static XElement? First(this XContainer parent, string name) => parent.Named(name).FirstOrDefault();

        /// <summary>An attribute, empty where missing.</summary>
        public static string Text(this XElement? element, string attribute) => (string?)element?.Attribute(attribute) ?? "";

        /// <exception cref="DismException">0x800f080d: no complete identity.</exception>
        public static PackageIdentity Identity(XElement? element, string file)
        {
            if (element.Text("name").Length == 0 || element.Text("version").Length == 0)
                throw new DismException(Hresult.ManifestInvalidItem, "no assemblyIdentity in " + file);
            return new PackageIdentity(element.Text("name"), element.Text("publicKeyToken"), element.Text("processorArchitecture"),
                element.Text("language"), element.Text("version"));
        }

        /// <summary>A time of the manifest as local time, or null.</summary>
        public static object? Time(string text) =>
            DateTime.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
                ? time : (object?)null;
    }
}
