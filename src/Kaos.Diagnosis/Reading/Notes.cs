using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Reading;

/// <summary>The evidence of one explanation, in the order in which it is told.</summary>
internal sealed class Notes
{
    private readonly List<Evidence> list = [];

    public ImmutableArray<Evidence> All => [.. list];

    /// <param name="statement">What kind of statement it is; the same about the same object has the same id.</param>
    public string Add(
        string source,
        string statement,
        ObjectRef? of,
        DateTimeOffset at,
        string text,
        params ReadOnlySpan<(string Name, double Value)> numbers)
    {
        var id = Id(source, of, statement);
        if (list.All(e => e.Id != id))
        {
            ImmutableDictionary<string, double>? map = null;
            foreach (var (name, value) in numbers)
            {
                map = (map ?? ImmutableDictionary<string, double>.Empty).SetItem(name, value);
            }

            list.Add(new Evidence(id, source, at, text, of, map));
        }

        return id;
    }

    public void AddRange(IEnumerable<Evidence> others) =>
        list.AddRange(others.Where(o => list.All(e => e.Id != o.Id)).ToList());

    private static string Id(string source, ObjectRef? of, string statement)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{source}|{of}|{statement}"));
        return "ev-" + Convert.ToHexStringLower(hash.AsSpan(0, 4));
    }
}
