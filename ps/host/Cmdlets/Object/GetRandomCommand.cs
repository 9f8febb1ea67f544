using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Random: a whole number below a limit, or a draw from a list without repetition.</summary>
[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = "RandomNumberParameterSet")]
public sealed class GetRandomCommand : PSCmdlet
{
    private readonly List<object> _items = [];

    [Parameter(Position = 0, ParameterSetName = "RandomNumberParameterSet")]
    public object? Maximum { get; set; }

    [Parameter(ParameterSetName = "RandomNumberParameterSet")]
    public object? Minimum { get; set; }

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "RandomListItemParameterSet")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "ShuffleParameterSet")]
    public object[] InputObject { get; set; } = [];

    [Parameter(ParameterSetName = "RandomListItemParameterSet")]
    [Parameter(ParameterSetName = "RandomNumberParameterSet")]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    [Parameter(Mandatory = true, ParameterSetName = "ShuffleParameterSet")]
    public SwitchParameter Shuffle { get; set; }

    protected override void ProcessRecord() => _items.AddRange(InputObject);

    protected override void EndProcessing()
    {
        if (ParameterSetName == "RandomNumberParameterSet")
        {
            for (var i = 0; i < Count; i++) WriteObject(Number());
            return;
        }
        var items = _items.ToArray();
        Random.Shared.Shuffle(items);
        foreach (var item in Shuffle ? items : items.Take(Count)) WriteObject(item);
    }

    private object Number()
    {
        if (Bare(Maximum) is double or float || Bare(Minimum) is double or float)
        {
            var low = Minimum is null ? 0 : LanguagePrimitives.ConvertTo<double>(Minimum);
            var high = Maximum is null ? double.MaxValue : LanguagePrimitives.ConvertTo<double>(Maximum);
            RequireOrder(low < high);
            return low + Random.Shared.NextDouble() * (high - low);
        }
        var from = Minimum is null ? 0L : LanguagePrimitives.ConvertTo<long>(Minimum);
        var below = Maximum is null ? int.MaxValue : LanguagePrimitives.ConvertTo<long>(Maximum);
        RequireOrder(from < below);
        var number = Random.Shared.NextInt64(from, below);
        return Bare(Maximum) is long || Bare(Minimum) is long ? number : (object)checked((int)number);
    }

    private static object? Bare(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;

    private void RequireOrder(bool ordered)
    {
        if (!ordered)
            ThrowTerminatingError(new ErrorRecord(new ArgumentException($"The Minimum value ({Minimum ?? 0}) cannot be greater than or equal to the Maximum value ({Maximum})."),
                "MinGreaterThanOrEqualMax", ErrorCategory.InvalidArgument, null));
    }
}
