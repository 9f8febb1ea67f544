using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Language;
using System.Numerics;
using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// Turns objects into dictionaries, lists and plain values by the rules of ConvertTo-Json: depth counted from zero,
/// anything deeper as its text, enums as numbers (64-bit ones as names), extended properties beside the object's own.
/// </summary>
internal sealed class JsonProjection(int maxDepth, bool enumsAsStrings, CancellationToken stop)
{
    /// <summary>True once an object deeper than the limit was replaced by its text.</summary>
    public bool Truncated { get; private set; }

    public object? Project(object? input) => Project(input, 0);

    private object? Project(object? input, int depth)
    {
        stop.ThrowIfCancellationRequested();
        if (input is null || ReferenceEquals(input, AutomationNull.Value)) return null;
        var wrapper = input as PSObject;
        var value = wrapper?.BaseObject ?? input;
        if (value is DBNull or NullString) return null;

        object? result;
        var pureText = false;
        var custom = false;
        if (IsPlain(value)) result = value;
        else if (value is JObject json) result = json.ToObject<Dictionary<string, object>>();
        else if (value.GetType() is { IsPrimitive: true }) result = value;
        else if (value is Enum named) result = EnumValue(named);
        else if (depth > maxDepth)
        {
            Truncated = true;
            pureText = wrapper is not null && value is PSCustomObject;
            result = LanguagePrimitives.ConvertTo(pureText ? wrapper : value, typeof(string), CultureInfo.InvariantCulture);
        }
        else if (value is IDictionary dictionary) result = ProjectDictionary(dictionary, depth);
        else if (value is IEnumerable items) result = ProjectItems(items, depth);
        else
        {
            result = ProjectMembers(value, depth);
            custom = true;
        }
        return wrapper is null || pureText ? result : WithExtendedProperties(wrapper, result, depth, custom);
    }

    private static bool IsPlain(object value) =>
        value is string or char or bool or DateTime or DateTimeOffset or Guid or Uri or double or float or decimal or BigInteger;

    private object EnumValue(Enum value)
    {
        var wide = Enum.GetUnderlyingType(value.GetType());
        // Numbers of 64 bits would lose digits in a JavaScript reader, so these travel by name.
        return enumsAsStrings || wide == typeof(long) || wide == typeof(ulong) ? value.ToString() : value;
    }

    private Dictionary<string, object?> ProjectDictionary(IDictionary dictionary, int depth)
    {
        var result = new Dictionary<string, object?>(dictionary.Count);
        foreach (DictionaryEntry entry in dictionary) result[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Project(entry.Value, depth + 1);
        return result;
    }

    private List<object?> ProjectItems(IEnumerable items, int depth)
    {
        var result = new List<object?>();
        foreach (var item in items) result.Add(Project(item, depth + 1));
        return result;
    }

    private Dictionary<string, object?> ProjectMembers(object value, int depth)
    {
        var result = new Dictionary<string, object?>();
        var type = value.GetType();
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
            if (!field.IsDefined(typeof(JsonIgnoreAttribute), true)) result[field.Name] = Project(ValueOrNull(() => field.GetValue(value)), depth + 1);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.IsDefined(typeof(JsonIgnoreAttribute), true)) continue;
            if (property.GetGetMethod() is { } getter && getter.GetParameters().Length == 0)
                result[property.Name] = Project(ValueOrNull(() => getter.Invoke(value, null)), depth + 1);
        }
        return result;
    }

    private object? WithExtendedProperties(PSObject wrapper, object? value, int depth, bool custom)
    {
        if (wrapper.BaseObject is string or DateTime) return value;
        var target = value as IDictionary;
        var extra = target is null ? new Dictionary<string, object?> { ["value"] = value } : target;
        foreach (var property in wrapper.Properties)
        {
            var adapted = property.MemberType is PSMemberTypes.Property or PSMemberTypes.ParameterizedProperty;
            if ((adapted && !custom) || extra.Contains(property.Name)) continue;
            extra[property.Name] = Project(ValueOrNull(() => property.Value), depth + 1);
        }
        return target is null && extra.Count == 1 ? value : extra;
    }

    // A property that cannot be read is null in the output; it must not cost the caller the whole object.
    private static object? ValueOrNull(Func<object?> read)
    {
        try { return read(); }
        catch (Exception error) when (error is TargetInvocationException or GetValueException or InvalidOperationException or NotSupportedException) { return null; }
    }
}
