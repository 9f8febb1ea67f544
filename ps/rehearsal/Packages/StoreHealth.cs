namespace Microsoft.Dism.Commands
{
    /// <summary>
    /// Whether something broke the component store. What is added then is recorded and reported as a success, but lands on
    /// the wrong base (user reports): here the files in use stay as they are.
    /// </summary>
    internal static class StoreHealth
    {
        private const string Key = @"Microsoft\Windows\CurrentVersion\Component Based Servicing";
        private const string Value = "Corrupt";

        public static bool IsCorrupt(OfflineImage image) => image.Software.Open(Key)?.Dword(Value) == 1;

        public static void MarkCorrupt(OfflineImage image) => image.Software.Create(Key).Set(Value, 1u);
    }
}
