using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules;

/// <summary>Facts of a finding from pairs; a pair without a value is left out.</summary>
internal static class Facts
{
    public static ImmutableSortedDictionary<string, string> Of(params ReadOnlySpan<(string Name, string? Value)> pairs)
    {
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            if (value is { Length: > 0 })
            {
                facts[name] = value;
            }
        }

        return facts.ToImmutable();
    }

    /// <summary><c>Deployment/web</c>, as the fact <see cref="FactNames.Workload"/> has it.</summary>
    public static string Short(this ObjectRef of) => $"{of.Kind}/{of.Name}";
}
