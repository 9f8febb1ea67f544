using System.Collections;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>One entry of a -Property list: a name with or without wildcards, a script, or a table of name and expression.</summary>
internal sealed class PropertySelection
{
    private readonly PSPropertyExpression _expression;
    private readonly string? _label;

    /// <summary>Sorts this key downwards, or null where the cmdlet's own switch decides.</summary>
    public bool? Descending { get; }

    private PropertySelection(PSPropertyExpression expression, string? label, bool? descending)
    {
        _expression = expression;
        _label = label;
        Descending = descending;
    }

    public static List<PropertySelection> Parse(IEnumerable<object>? given) => (given ?? []).Select(Parse).ToList();

    /// <exception cref="PSArgumentException">The entry is none of the three forms.</exception>
    public static PropertySelection Parse(object given) => (given is PSObject wrapper ? wrapper.BaseObject : given) switch
    {
        IDictionary table => FromTable(table),
        ScriptBlock script => new(new PSPropertyExpression(script), null, null),
        PSPropertyExpression expression => new(expression, null, null),
        var name => new(new PSPropertyExpression(LanguagePrimitives.ConvertTo<string>(name)), null, null),
    };

    /// <summary>Name and value of each property that the entry means on an object; a missing one has the value null.</summary>
    public IEnumerable<(string Name, object? Value)> Read(PSObject target)
    {
        if (_expression.Script is not null || !_expression.HasWildCardCharacters)
        {
            yield return (_label ?? _expression.ToString(), Value(_expression, target));
            yield break;
        }
        foreach (var resolved in _expression.ResolveNames(target))
            yield return (_label ?? resolved.ToString(), Value(resolved, target));
    }

    /// <summary>The first value of the entry on an object, null if it has none.</summary>
    public object? ValueOn(PSObject target)
    {
        foreach (var (_, value) in Read(target)) return value;
        return null;
    }

    /// <summary>True if the object has what the entry names.</summary>
    public bool IsOn(PSObject target) => _expression.Script is not null || _expression.ResolveNames(target).Count > 0;

    private static object? Value(PSPropertyExpression expression, PSObject target)
    {
        var found = expression.GetValues(target).FirstOrDefault();
        // A script or getter that throws gives null, as in the real cmdlets.
        return found is null || found.Exception is not null ? null : found.Result;
    }

    private static PropertySelection FromTable(IDictionary table)
    {
        object? expression = null;
        string? label = null;
        bool? descending = null;
        foreach (DictionaryEntry entry in table)
        {
            var key = LanguagePrimitives.ConvertTo<string>(entry.Key).ToLowerInvariant();
            if (key.Length > 0 && ("name".StartsWith(key, StringComparison.Ordinal) || "label".StartsWith(key, StringComparison.Ordinal))) label = LanguagePrimitives.ConvertTo<string>(entry.Value);
            else if (key.Length > 0 && "expression".StartsWith(key, StringComparison.Ordinal)) expression = entry.Value is PSObject wrapper ? wrapper.BaseObject : entry.Value;
            else if (key.Length > 0 && "descending".StartsWith(key, StringComparison.Ordinal)) descending = LanguagePrimitives.IsTrue(entry.Value);
            else if (key.Length > 0 && "ascending".StartsWith(key, StringComparison.Ordinal)) descending = !LanguagePrimitives.IsTrue(entry.Value);
            else throw new PSArgumentException($"The key '{entry.Key}' is not valid in a property table.");
        }
        var read = expression switch
        {
            ScriptBlock script => new PSPropertyExpression(script),
            not null => new PSPropertyExpression(LanguagePrimitives.ConvertTo<string>(expression)),
            null when label is not null => new PSPropertyExpression(label),
            null => throw new PSArgumentException("A property table needs the key 'Expression'."),
        };
        return new(read, label, descending);
    }
}
