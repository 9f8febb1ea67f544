namespace Microsoft.Dism.Commands
{
    /// <summary>The HRESULTs that the rehearsal raises, named as their headers name them.</summary>
    internal static class Hresult
    {
        public const int Fail = unchecked((int)0x80004005);
        public const int FileNotFound = unchecked((int)0x80070002);
        public const int PathNotFound = unchecked((int)0x80070003);
        public const int AccessDenied = unchecked((int)0x80070005);
        public const int BadFormat = unchecked((int)0x8007000B);
        public const int InvalidData = unchecked((int)0x8007000D);
        public const int SharingViolation = unchecked((int)0x80070020);
        public const int NotSupported = unchecked((int)0x80070032);
        public const int FileExists = unchecked((int)0x80070050);
        public const int InvalidArgument = unchecked((int)0x80070057);
        public const int DiskFull = unchecked((int)0x80070070);
        public const int ModuleNotFound = unchecked((int)0x8007007E);
        public const int FileNameTooLong = unchecked((int)0x800700CE);
        public const int AlreadyExists = unchecked((int)0x800700B7);
        /// <summary>Win32 error 552, which DISM shows for an .msu that fails (user reports).</summary>
        public const int UnattendInMsu = unchecked((int)0x80070228);
        public const int Cancelled = unchecked((int)0x800704C7);
        public const int FileCorrupt = unchecked((int)0x80070570);

        public const int StoreCorrupt = unchecked((int)0x80073712);

        public const int InvalidImageIndex = unchecked((int)0xC0040005);
        public const int InvalidImageName = unchecked((int)0xC0040006);
        public const int LoggingDisabled = unchecked((int)0xC0040009);
        public const int ParentFeatureDisabled = unchecked((int)0xC004000D);
        public const int OpenHandlesAtUnmount = unchecked((int)0xC004000A);

        public const int CommitOfReadOnlyMount = unchecked((int)0xC142010C);
        public const int FileInUse = unchecked((int)0xC1420112);
        public const int DirectoryAlreadyMounted = unchecked((int)0xC1420113);
        public const int MountDirectoryNotEmpty = unchecked((int)0xC1420114);
        public const int MountDirectoryMissing = unchecked((int)0xC1420115);
        public const int PartialUnmount = unchecked((int)0xC1420117);
        public const int NotMounted = unchecked((int)0xC142011C);
        public const int WimModifiedAfterMount = unchecked((int)0xC1420122);
        public const int AlreadyMountedReadWrite = unchecked((int)0xC1420127);
        public const int SplitWim = unchecked((int)0xC1420130);
        public const int CompressionNotMountable = unchecked((int)0xC142013C);

        public const int NoPermissionToModify = unchecked((int)0xC1510111);
        public const int NeedsRemount = unchecked((int)0xC1510114);
        public const int MountedImageInvalid = unchecked((int)0xC1510115);
        public const int ServicedByOther = unchecked((int)0xC15101FD);
        public const int NeedsCleanup = unchecked((int)0xC1550115);

        public const int InvalidPackage = unchecked((int)0x800F0805);
        public const int Pending = unchecked((int)0x800F0806);
        public const int UnknownUpdate = unchecked((int)0x800F080C);
        public const int ManifestInvalidItem = unchecked((int)0x800F080D);
        public const int NotApplicable = unchecked((int)0x800F081E);
        public const int SourceMissing = unchecked((int)0x800F081F);
        public const int XmlParserFailure = unchecked((int)0x800F0900);
        public const int NewServicingStackRequired = unchecked((int)0x800F0823);
        public const int CannotUninstall = unchecked((int)0x800F0825);
        public const int NoActiveEdition = unchecked((int)0x800F0905);
        public const int NoOptionalContentForBuild = unchecked((int)0x800F0950);
        public const int NoOptionalContentOnServers = unchecked((int)0x800F0954);

        public const int NotFound = unchecked((int)0x80070490);
        public const int WrongInfStyle = unchecked((int)0x800F0100);
        public const int NoCatalogForInf = unchecked((int)0x800F022F);
        public const int NotAnInstalledInf = unchecked((int)0x800F023C);
        public const int CatalogNotTrusted = unchecked((int)0x800F0242);
        public const int HashNotInCatalog = unchecked((int)0x800F024B);
    }
}
