/** A column of a table: a property, or a script for what is no property as it is. */
export interface Column {
  readonly label: string;
  readonly width: number;
  readonly align?: 'Right';
  /** Default: the property of the label. */
  readonly script?: string;
}

/** How objects of one type are shown. */
export interface View {
  /** Without the module's prefix. */
  readonly type: string;
  readonly columns?: readonly Column[];
  /** Sentences go on in the next line instead of being cut off. */
  readonly wrap?: true;
  /** Rows of the list; the default view where there are no columns, else that of Format-List. */
  readonly list: readonly (string | { label: string; script: string })[];
  /** Other names of properties, so that objects bind to parameters: alias to property. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Lists that have their items in one text besides, under the name with `Text` behind it: a list in a cell of a CSV file is but its type. */
  readonly texts?: readonly string[];
}

const size = (property: string): string => (
  `if ($_.${property} -ge 1GB) { '{0:N1} GB' -f ($_.${property} / 1GB) } elseif ($null -ne $_.${property}) { '{0:N1} MB' -f ($_.${property} / 1MB) }`);
const time = (property: string): string => `if ($null -ne $_.${property}) { '{0:yyyy-MM-dd HH:mm}' -f $_.${property} }`;
const span = (property: string): string => (
  `if ($null -ne $_.${property}) { '{0:00}:{1:mm\\:ss}' -f [math]::Floor($_.${property}.TotalHours), $_.${property} }`);
/** Of all files that were made together. */
const fileSizes = '\'{0:N1} MB\' -f (($_.Files | Measure-Object -Property Size -Sum).Sum / 1MB)';
const joined = (property: string): string => `$_.${property} -join ', '`;
/** A count with a word, e.g. `12 of 12 passed`. */
const passed = (property: string): string => `'{0} of {1} passed' -f @($_.${property} | Where-Object { $_.Passed }).Count, @($_.${property}).Count`;

/** A line an image, e.g. `1: Windows 10 Home, 10.0.17134.165`. */
const images = (property: string): string => `@(foreach ($image in $_.${property}) { '{0}: {1}, {2}' -f $image.Index, $image.Name, $image.Version }) -join "\`n"`;

/** The views of every type that the module writes. Tables fit 120 columns. */
export const views: readonly View[] = [
  {
    type: 'Media',
    columns: [
      { label: 'Build', width: 6 }, { label: 'Arch', width: 5, script: '$_.Architecture' },
      { label: 'Editions', width: 50, script: joined('Editions') }, { label: 'Size', width: 9, align: 'Right', script: size('Size') },
      { label: 'MediaPath', width: 46 },
    ],
    list: [
      'MediaPath', 'Build', 'Architecture', 'Editions', { label: 'Images', script: images('Images') }, { label: 'BootImages', script: images('BootImages') }, 'InstallFormat', { label: 'Size', script: size('Size') },
      'NetFx3Source', 'Rehearsed',
    ],
    aliases: { Path: 'MediaPath' },
    texts: ['Editions'],
  },
  {
    type: 'Image',
    columns: [
      { label: 'Index', width: 5 }, { label: 'Name', width: 36 }, { label: 'EditionId', width: 24 }, { label: 'Version', width: 16 },
      { label: 'Languages', width: 20, script: joined('Languages') }, { label: 'Size', width: 9, align: 'Right', script: size('Size') },
    ],
    list: [
      'Index', 'Name', 'Description', 'EditionId', 'InstallationType', 'ProductName', 'Architecture', 'Version', 'ServicingStack', 'Languages',
      'DefaultLanguage', { label: 'Size', script: size('Size') }, 'CreatedTime', 'ModifiedTime', 'HasWinRE', 'Rehearsed',
    ],
    texts: ['Languages', 'Packages'],
  },
  {
    type: 'Update',
    columns: [
      { label: 'KB', width: 10 }, { label: 'Kind', width: 15 }, { label: 'Month', width: 7, script: '$_.ReleaseMonth' },
      { label: 'Brings', width: 12, script: 'if ($_.ResultBuild) { $_.ResultBuild } else { $_.TargetBuild }' },
      { label: 'Arch', width: 7, script: '$_.Architecture' }, { label: 'Size', width: 9, align: 'Right', script: size('Size') },
      { label: 'Name', width: 52 },
    ],
    list: [
      'Name', 'Path', 'KB', 'Kind', 'Title', 'Version', 'Architecture', 'Language', 'TargetBuild', 'ResultBuild', 'StartsFrom',
      'ServicingStackVersion', 'MinimumServicingStack', 'ReleaseMonth', 'NameDigest', 'Identity',
    ],
    texts: ['AppliesTo', 'Packages'],
  },
  {
    type: 'Plan',
    list: [
      'MediaPath', 'Build', 'Architecture', { label: 'Recipe', script: '\'{0} ({1})\' -f $_.Recipe, $_.RecipeReason' }, 'UpToDate',
      {
        label: 'Updates',
        script: '@(foreach ($update in $_.Updates) { \'{0} {1}: {2}\' -f $(if ($update.Taken) { \'+\' } else { \'-\' }), $update.Name, $update.Reason }) -join "`n"',
      },
      { label: 'Steps', script: '@($_.Steps).Count' }, { label: 'EstimatedTime', script: span('EstimatedTime') },
      { label: 'PeakDisk', script: size('PeakDiskSize') }, 'Rehearsed', { label: 'Warnings', script: '$_.Warnings -join "`n"' },
    ],
    texts: ['Warnings'],
  },
  {
    type: 'PlanUpdate',
    wrap: true,
    columns: [
      { label: 'Taken', width: 5 }, { label: 'KB', width: 10 }, { label: 'Kind', width: 15 }, { label: 'Name', width: 36 }, { label: 'Reason', width: 50 },
    ],
    list: ['Name', 'KB', 'Kind', 'Taken', 'Targets', 'Reason', 'Identity', 'Sha256'],
    texts: ['Targets'],
  },
  {
    type: 'PlanTarget',
    columns: [
      { label: 'Id', width: 12 }, { label: 'Title', width: 60 }, { label: 'Build', width: 14 }, { label: 'ExpectedBuild', width: 14 },
    ],
    list: ['Id', 'Title', 'Build', 'ExpectedBuild', 'Consumes', 'Digest'],
    texts: ['Consumes'],
  },
  {
    type: 'PlanStep',
    columns: [
      { label: 'Number', width: 7 }, { label: 'Target', width: 10 }, { label: 'Title', width: 60 },
      { label: 'Time', width: 8, align: 'Right', script: span('EstimatedTime') }, { label: 'Condition', width: 31 },
    ],
    list: ['Id', 'Number', 'Target', 'Title', 'Action', 'Condition', 'Rule', 'Why', 'EstimatedTime', 'Needs'],
    texts: ['Needs'],
  },
  {
    type: 'Result',
    columns: [
      { label: 'RunId', width: 7 }, { label: 'Status', width: 9 }, { label: 'Duration', width: 8, script: span('Duration') },
      { label: 'Checks', width: 16, script: passed('Checks') }, { label: 'Rehearsed', width: 9 }, { label: 'OutputPath', width: 66 },
    ],
    list: [
      'RunId', 'Status', 'OriginalPath', 'MediaPath', 'IsoPath', 'OutputPath', 'ReportPath', 'LogPath', 'StartTime', { label: 'Duration', script: span('Duration') },
      'UpToDate', 'Rehearsed', 'Backend', { label: 'Steps', script: '@($_.Steps).Count' }, { label: 'Checks', script: passed('Checks') },
      { label: 'FitFor', script: '@($_.Verdicts | Where-Object { $_.Passed } | ForEach-Object { $_.Use }) -join \', \'' }, 'Warnings', 'Errors',
    ],
    texts: ['ChangedFiles', 'Warnings', 'Errors'],
  },
  {
    type: 'Step',
    columns: [
      { label: 'Number', width: 7 }, { label: 'Target', width: 10 }, { label: 'Status', width: 8 },
      { label: 'Duration', width: 9, align: 'Right', script: span('Duration') }, { label: 'Title', width: 50 }, { label: 'Reason', width: 31 },
    ],
    list: ['Id', 'Number', 'Target', 'Title', 'Status', 'StartTime', 'Duration', 'Reason', 'Facts', 'Error', 'LogPath'],
    texts: ['Facts'],
  },
  {
    type: 'IsoFile',
    list: ['Path', 'Label', 'Writer', 'MediaPath', { label: 'Size', script: fileSizes }, { label: 'Checks', script: passed('Checks') }, 'Rehearsed'],
  },
  {
    type: 'ImageFile',
    list: [
      'Path', 'Form', 'Compression', 'ImageNames', 'SourcePath', { label: 'Files', script: '@($_.Files).Count' }, { label: 'Size', script: fileSizes },
      { label: 'Checks', script: passed('Checks') }, 'Rehearsed',
    ],
    texts: ['ImageNames'],
  },
  {
    type: 'File',
    columns: [{ label: 'Size', width: 9, align: 'Right', script: size('Size') }, { label: 'Path', width: 110 }],
    list: ['Path', 'Size', 'Sha256'],
  },
  {
    type: 'MediaTest',
    list: [
      'MediaPath', 'Passed', { label: 'Checks', script: passed('Checks') },
      { label: 'Failed', script: '@(foreach ($check in $_.Checks) { if (-not $check.Passed) { \'{0}: {1}\' -f $check.Title, $check.Evidence } }) -join "`n"' },
      {
        label: 'Verdicts',
        script: '@(foreach ($verdict in $_.Verdicts) { \'{0}: {1}\' -f $verdict.Title, $(if ($verdict.Passed) { \'yes\' } else { $verdict.Reasons -join \'; \' }) }) -join "`n"',
      },
    ],
  },
  {
    type: 'MediaDifference',
    list: [
      'ReferencePath', 'DifferencePath', 'Same',
      { label: 'Facts', script: '@(foreach ($fact in $_.Facts) { \'{0}: {1} -> {2}\' -f $fact.Name, $fact.Reference, $fact.Difference }) -join "`n"' },
      { label: 'Images', script: '@(foreach ($image in $_.Images) { \'{0}: {1}\' -f $image.Name, $image.Change }) -join "`n"' },
      { label: 'Files', script: 'if ($null -ne $_.FilesSame) { \'{0} changed, {1} added, {2} removed, {3} the same\' -f @($_.FilesChanged).Count, @($_.FilesAdded).Count, @($_.FilesRemoved).Count, $_.FilesSame }' },
    ],
  },
  {
    type: 'ImageDifference',
    list: [
      'Name', 'Kind', 'Change', 'ReferenceIndex', 'DifferenceIndex',
      { label: 'Facts', script: '@(foreach ($fact in $_.Facts) { \'{0}: {1} -> {2}\' -f $fact.Name, $fact.Reference, $fact.Difference }) -join "`n"' },
      'PackagesAdded', 'PackagesRemoved', 'PackagesUpdated', 'PackageStates', 'Features', 'DriversAdded', 'DriversRemoved', 'AppsAdded', 'AppsRemoved',
    ],
    texts: ['PackagesAdded', 'PackagesRemoved', 'DriversAdded', 'DriversRemoved', 'AppsAdded', 'AppsRemoved'],
  },
  {
    type: 'Difference',
    columns: [{ label: 'Name', width: 50 }, { label: 'Reference', width: 34 }, { label: 'Difference', width: 34 }],
    list: ['Name', 'Reference', 'Difference'],
  },
  {
    type: 'VersionDifference',
    columns: [{ label: 'Name', width: 50 }, { label: 'From', width: 34 }, { label: 'To', width: 34 }],
    list: ['Name', 'From', 'To'],
  },
  {
    type: 'FileDifference',
    columns: [
      { label: 'ReferenceSize', width: 13, align: 'Right', script: size('ReferenceSize') }, { label: 'DifferenceSize', width: 14, align: 'Right', script: size('DifferenceSize') }, { label: 'Path', width: 90 },
    ],
    list: ['Path', 'ReferenceSize', 'DifferenceSize'],
  },
  {
    type: 'Check',
    wrap: true,
    columns: [{ label: 'Passed', width: 6 }, { label: 'Title', width: 60 }, { label: 'Evidence', width: 52 }],
    list: ['Id', 'Title', 'Passed', 'Evidence'],
  },
  {
    type: 'Verdict',
    wrap: true,
    columns: [{ label: 'Use', width: 12 }, { label: 'Passed', width: 6 }, { label: 'Title', width: 40 }, { label: 'Reasons', width: 59, script: '$_.Reasons -join \'; \'' }],
    list: ['Use', 'Title', 'Passed', 'Reasons'],
    texts: ['Reasons'],
  },
  {
    type: 'Run',
    columns: [
      { label: 'RunId', width: 7 }, { label: 'Status', width: 9 }, { label: 'StartTime', width: 16, script: time('StartTime') },
      { label: 'StepsDone', width: 9, align: 'Right' }, { label: 'Size', width: 9, align: 'Right', script: size('Size') },
      { label: 'OriginalPath', width: 32 }, { label: 'OutputPath', width: 32 },
    ],
    list: ['RunId', 'Status', 'OriginalPath', 'OutputPath', 'StartTime', 'StepsDone', { label: 'Size', script: size('Size') }, 'Recovered', 'WorkspacePath', 'Path'],
    aliases: { Id: 'RunId' },
  },
  {
    type: 'Report',
    columns: [{ label: 'RunId', width: 7 }, { label: 'Status', width: 9 }, { label: 'Source', width: 7 }, { label: 'ReportPath', width: 94 }],
    list: ['RunId', 'Status', 'ReportPath', 'Path', 'Source', 'Opened'],
  },
  {
    type: 'ErrorEntry',
    list: ['Code', 'Symbol', 'Message', 'Cause', 'Advice', 'Retryable'],
  },
];
