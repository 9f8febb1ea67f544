using System.Management.Automation;
using System.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// What Get-, Set- and Add-Content share. They work on files of the file system; UTF-8 without a byte order mark unless
/// -Encoding says otherwise.
/// </summary>
public abstract class ContentCommand : ItemPathCommand
{
    [Parameter]
    [TextEncoding]
    public Encoding Encoding { get; set; } = TextEncodingAttribute.Utf8;

    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    internal string[] ExistingFiles(string path) =>
        IsLiteral ? [FileOf(path)] : [.. GetResolvedProviderPathFromPSPath(path, out _)];

    internal string FileOf(string path)
    {
        var file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name != "FileSystem") throw new PSNotSupportedException($"The content cmdlets of this host work on files; '{path}' belongs to the provider {provider.Name}.");
        return file;
    }
}

/// <summary>Get-Content: lines, the whole text, or bytes.</summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = PathSet)]
public sealed class GetContentCommand : ContentCommand
{
    [Parameter]
    [Alias("First", "Head")]
    [ValidateRange(0, long.MaxValue)]
    public long? TotalCount { get; set; }

    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    [Parameter]
    public SwitchParameter Raw { get; set; }

    protected override void ProcessRecord() => ForEachPath(path =>
    {
        foreach (var file in ExistingFiles(path))
        {
            if (!File.Exists(file))
                WriteError(new ErrorRecord(new ItemNotFoundException($"Cannot find path '{path}' because it does not exist."), "PathNotFound", ErrorCategory.ObjectNotFound, path));
            else if (AsByteStream) WriteBytes(file);
            else if (Raw) WriteObject(File.ReadAllText(file, Encoding));
            else WriteLines(file);
        }
    });

    private void WriteBytes(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (Raw) WriteObject(bytes, enumerateCollection: false);
        else foreach (var item in Cut(bytes)) WriteObject(item);
    }

    private void WriteLines(string file)
    {
        foreach (var line in Cut(File.ReadLines(file, Encoding)))
        {
            if (Stopping) return;
            // Scripts read where a line came from, and ConvertTo-Json shows it; so it is kept.
            var item = new PSObject(line);
            item.Properties.Add(new PSNoteProperty("PSPath", $"Microsoft.PowerShell.Core\\FileSystem::{file}"));
            item.Properties.Add(new PSNoteProperty("PSChildName", System.IO.Path.GetFileName(file)));
            item.Properties.Add(new PSNoteProperty("ReadCount", 1L));
            WriteObject(item);
        }
    }

    private IEnumerable<T> Cut<T>(IEnumerable<T> items)
    {
        if (TotalCount is { } first) items = items.Take((int)Math.Min(first, int.MaxValue));
        return Tail is { } last ? items.TakeLast(last) : items;
    }
}

/// <summary>What Set-Content and Add-Content share: each piped value becomes a line.</summary>
public abstract class WriteContentCommand : ContentCommand, IDisposable
{
    private readonly Dictionary<string, StreamWriter> _open = new(StringComparer.Ordinal);

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyCollection]
    public object?[]? Value { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected abstract bool Appends { get; }

    protected override void BeginProcessing()
    {
        // A piped path comes with its value; a given one is emptied even if nothing is piped.
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Path)) || MyInvocation.BoundParameters.ContainsKey(nameof(LiteralPath))) OpenAll();
    }

    protected override void ProcessRecord()
    {
        foreach (var writer in OpenAll())
            foreach (var value in Value ?? []) Write(writer, value);
        if (PassThru) WriteObject(Value, enumerateCollection: true);
    }

    protected override void EndProcessing() => Dispose();

    public void Dispose()
    {
        foreach (var writer in _open.Values) writer.Dispose();
        _open.Clear();
        GC.SuppressFinalize(this);
    }

    private List<StreamWriter> OpenAll()
    {
        var writers = new List<StreamWriter>();
        ForEachPath(path =>
        {
            var files = !IsLiteral && WildcardPattern.ContainsWildcardCharacters(path) ? ExistingFiles(path) : [FileOf(path)];
            foreach (var file in files)
            {
                if (!_open.TryGetValue(file, out var writer))
                {
                    if (!ShouldProcess(file, Appends ? "Add Content" : "Set Content")) continue;
                    writer = _open[file] = TextFile.OpenWriter(this, file, Encoding, Appends, noClobber: false, Force);
                }
                writers.Add(writer);
            }
        });
        return writers;
    }

    private void Write(StreamWriter writer, object? value)
    {
        if (AsByteStream)
        {
            writer.BaseStream.Write(value is PSObject { BaseObject: byte[] bytes } ? bytes : [LanguagePrimitives.ConvertTo<byte>(value)]);
            return;
        }
        var text = LanguagePrimitives.ConvertTo<string>(value) ?? "";
        if (NoNewline) writer.Write(text);
        else writer.WriteLine(text);
    }
}

/// <summary>Set-Content.</summary>
[Cmdlet(VerbsCommon.Set, "Content", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
public sealed class SetContentCommand : WriteContentCommand
{
    private protected override bool Appends => false;
}

/// <summary>Add-Content.</summary>
[Cmdlet(VerbsCommon.Add, "Content", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
public sealed class AddContentCommand : WriteContentCommand
{
    private protected override bool Appends => true;
}
