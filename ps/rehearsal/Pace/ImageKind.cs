namespace Microsoft.Dism.Commands
{
    /// <summary>What an image is for: Windows to be installed, or Windows PE with all that is built on it (WinRE, Setup).</summary>
    internal enum ImageKind { Install, Pe }

    /// <summary>Tells the kind of an image from its edition and installation type.</summary>
    internal static class ImageKinds
    {
        private const string WindowsPe = "WindowsPE";

        /// <returns>Null where neither is known: no Windows.</returns>
        public static ImageKind? Of(string? editionId, string? installationType)
        {
            if (string.IsNullOrEmpty(editionId) && string.IsNullOrEmpty(installationType)) return null;
            return IsPe(editionId) || IsPe(installationType) ? ImageKind.Pe : ImageKind.Install;
        }

        private static bool IsPe(string? text) => string.Equals(text, WindowsPe, System.StringComparison.OrdinalIgnoreCase);
    }
}
