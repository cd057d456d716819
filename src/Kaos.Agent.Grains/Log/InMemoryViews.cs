namespace Kaos.Agent.Grains.Log;

internal sealed class InMemoryViews : IViews
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Kind, string Key), ViewRow> rows = [];

    public void Put(IReadOnlyList<ViewRow> newer)
    {
        lock (gate)
        {
            foreach (var row in newer)
            {
                rows[(row.Kind, row.Key)] =
                    row with { SortAt = row.SortAt.ToUniversalTime(), Json = row.Json.ToArray() };
            }
        }
    }

    public bool Any(string kind, string keyPrefix, string state)
    {
        lock (gate)
        {
            return rows.Values.Any(row =>
                row.Kind == kind && row.State == state && row.Key.StartsWith(keyPrefix, StringComparison.Ordinal));
        }
    }

    public ValueTask<ViewRow?> FindAsync(string kind, string key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(rows.GetValueOrDefault((kind, key)));
        }
    }

    public ValueTask<ViewPage> QueryAsync(ViewQuery query, CancellationToken cancellationToken)
    {
        var after = query.PageToken is null ? (PageToken?)null : PageToken.Parse(query.PageToken);
        ViewRow[] matching;
        lock (gate)
        {
            matching = [.. rows.Values.Where(row => Matches(row, query))];
        }

        var size = Math.Max(1, query.PageSize);
        ViewRow[] rest = [.. matching
            .Where(row => after is not { } end || IsAfter(row, end))
            .OrderByDescending(static row => row.SortAt)
            .ThenBy(static row => row.Key, StringComparer.Ordinal)
            .Take(size + 1)];
        ViewRow[] page = rest.Length > size ? rest[..size] : rest;
        return new(
            new ViewPage(page, rest.Length > size ? PageToken.After(page[^1]).ToString() : null, matching.Length));
    }

    private static bool Matches(ViewRow row, ViewQuery query) =>
        row.Kind == query.Kind
        && (query.Owners is null || query.Owners.Contains(row.Owner))
        && (query.States is null || query.States.Contains(row.State))
        && (query.Group is null || row.Group == query.Group)
        && (query.Tag is null || row.Tag == query.Tag)
        && (query.Since is null || row.SortAt >= query.Since);

    private static bool IsAfter(ViewRow row, PageToken end) =>
        row.SortAt < end.SortAt || (row.SortAt == end.SortAt && string.CompareOrdinal(row.Key, end.Key) > 0);
}
