using System;
using System.IO;
using System.Security.Cryptography;

namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Whether a driver package is signed: its catalog is PKCS #7 signed data and holds the hash of the INF. The chain of
    /// certificates is not followed, for there is no Windows whose roots would count.
    /// </summary>
    internal static class DriverCatalog
    {
        // DER of the object identifier 1.2.840.113549.1.7.2, signedData.
        private static readonly byte[] SignedData = { 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02 };
        private const int DerSequence = 0x30;

        /// <param name="catalog">File name beside the INF; empty where none is named, as for drivers of Windows itself.</param>
        public static DriverSignature SignatureOf(string inf, string catalog) =>
            catalog.Length == 0 ? DriverSignature.Unknown : Defect(inf, catalog) == 0 ? DriverSignature.Signed : DriverSignature.Unsigned;

        /// <summary>Why a package is not signed, as an HRESULT; 0 where it is.</summary>
        public static int Defect(string inf, string catalog)
        {
            var file = catalog.Length == 0 ? "" : ImagePaths.Resolve(Path.GetDirectoryName(inf)!, catalog);
            if (!File.Exists(file)) return Hresult.NoCatalogForInf;
            var bytes = File.ReadAllBytes(file);
            if (bytes.Length == 0 || bytes[0] != DerSequence || !Holds(bytes, SignedData)) return Hresult.CatalogNotTrusted;
            var content = File.ReadAllBytes(inf);
            using (var sha1 = SHA1.Create())
            using (var sha256 = SHA256.Create())
                return Holds(bytes, sha256.ComputeHash(content)) || Holds(bytes, sha1.ComputeHash(content)) ? 0 : Hresult.HashNotInCatalog;
        }

        private static bool Holds(byte[] bytes, byte[] wanted)
        {
            for (var start = Array.IndexOf(bytes, wanted[0]); start >= 0 && start <= bytes.Length - wanted.Length; start = Array.IndexOf(bytes, wanted[0], start + 1))
            {
                var length = 1;
                while (length < wanted.Length && bytes[start + length] == wanted[length]) length++;
                if (length == wanted.Length) return true;
            }
            return false;
        }
    }
}
