namespace Kaos.Diagnosis.Rules.Configuration;

internal static class NearestName
{
    /// <summary>
    /// The name that was probably meant: at most a third of its letters differ. Null when none is that near.
    /// </summary>
    public static string? To(string wanted, IEnumerable<string> names)
    {
        var nearest = names
            .Where(n => n != wanted)
            .Select(n => (Name: n, Distance: Distance(wanted, n)))
            .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is { } name && nearest.Distance <= Math.Max(2, wanted.Length / 3) ? name : null;
    }

    /// <summary>Insertions, deletions and replacements of one letter.</summary>
    public static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[b.Length];
    }
}
