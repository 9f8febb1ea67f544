using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Xml;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Header (208 bytes) and XML of a WIM file. The header: magic, size, version at 12, flags at 16, GUID at
    /// 24, part number at 40, parts at 42, image count at 44, resource header of the XML at 72, boot index at 120. The XML is
    /// UTF-16LE, stored as it is.
    /// </summary>
    internal sealed class WimFile
    {
        public const int HeaderSize = 208;
        private const uint VersionSolid = 0xE00;
        private const uint FlagWriteInProgress = 0x40;
        private const uint FlagLzms = 0x80000;
        private const int MaximumXml = 256 * 1024 * 1024;
        private readonly XmlDocument xml = new XmlDocument { XmlResolver = null };

        private WimFile(string path, byte[] header)
        {
            Path = path;
            Version = BitConverter.ToUInt32(header, 12);
            Flags = BitConverter.ToUInt32(header, 16);
            SetId = BitConverter.ToString(header, 24, 16);
            PartNumber = BitConverter.ToUInt16(header, 40);
            TotalParts = BitConverter.ToUInt16(header, 42);
            ImageCount = BitConverter.ToUInt32(header, 44);
            BootIndex = BitConverter.ToUInt32(header, 120);
        }

        public string Path { get; }
        public uint Version { get; }
        public uint Flags { get; }
        /// <summary>The GUID, which the parts of a split WIM share.</summary>
        public string SetId { get; }
        /// <summary>Counts from 1.</summary>
        public int PartNumber { get; }
        public int TotalParts { get; }
        public uint ImageCount { get; }
        public uint BootIndex { get; }
        /// <summary>Solid or LZMS, as ESD files are: cannot be mounted.</summary>
        public bool IsEsd => Version == VersionSolid || (Flags & FlagLzms) != 0;
        /// <summary>A writer has not finished or has died.</summary>
        public bool WriteInProgress => (Flags & FlagWriteInProgress) != 0;

        /// <param name="path">Absolute path.</param>
        /// <exception cref="DismException">0x80070002 missing, 0x8007000b no WIM, 0x8007000d damaged.</exception>
        public static WimFile Open(string path)
        {
            if (!File.Exists(path)) throw new DismException(Hresult.FileNotFound, path);
            using (var stream = Posix.OpenRead(path))
            {
                var header = ReadAt(path, stream, 0, HeaderSize, Hresult.BadFormat);
                if (Encoding.ASCII.GetString(header, 0, 8) != "MSWIM\0\0\0") throw new DismException(Hresult.BadFormat, path + " is not a WIM");
                var wim = new WimFile(path, header);
                wim.LoadXml(stream, header);
                return wim;
            }
        }

        public IEnumerable<WimImage> Images
        {
            get
            {
                foreach (XmlElement image in xml.SelectNodes("/WIM/IMAGE")!) yield return new WimImage(this, image);
            }
        }

        /// <exception cref="DismException">0xc0040005: no such index.</exception>
        public WimImage ByIndex(uint index)
        {
            foreach (var image in Images)
                if (image.Index == index) return image;
            throw new DismException(Hresult.InvalidImageIndex, Path + " has no index " + index);
        }

        /// <exception cref="DismException">0xc0040006: no image or several of this name.</exception>
        public WimImage ByName(string name)
        {
            WimImage? found = null;
            foreach (var image in Images)
            {
                if (!string.Equals(image.Text("NAME"), name, StringComparison.OrdinalIgnoreCase)) continue;
                if (found != null) throw new DismException(Hresult.InvalidImageName, "the name is not unique: " + name);
                found = image;
            }
            return found ?? throw new DismException(Hresult.InvalidImageName, Path + " has no image " + name);
        }

        private void LoadXml(Stream stream, byte[] header)
        {
            var size = BitConverter.ToInt64(header, 72) & 0x00FFFFFFFFFFFFFF;
            var offset = BitConverter.ToInt64(header, 80);
            if (size <= 0 || size > MaximumXml || offset < HeaderSize || offset > stream.Length - size)
                throw new DismException(Hresult.InvalidData, Path + ": the XML data is not inside the file");
            var text = Encoding.Unicode.GetString(ReadAt(Path, stream, offset, (int)size, Hresult.InvalidData)).TrimStart('\uFEFF').TrimEnd('\0');
            try
            {
                using (var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }))
                    xml.Load(reader);
            }
            catch (XmlException error)
            {
                throw new DismException(Hresult.InvalidData, Path + ": " + error.Message);
            }
        }

        private static byte[] ReadAt(string path, Stream stream, long offset, int size, int hresult)
        {
            var data = new byte[size];
            stream.Position = offset;
            for (var have = 0; have < size;)
            {
                var count = stream.Read(data, have, size - have);
                if (count == 0) throw new DismException(hresult, path + " is too short");
                have += count;
            }
            return data;
        }
    }
}
