using System.Text;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Microsoft.Data.Sqlite;

namespace Kaos.Agent.Host.Storage;

internal sealed class SqliteViews(SqliteStorage storage) : IViews
{
    public ValueTask<ViewRow?> FindAsync(string kind, string key, CancellationToken cancellationToken) =>
        new(storage.Readers.Use(reader => reader.FindView(kind, key)));

    public ValueTask<ViewPage> QueryAsync(ViewQuery query, CancellationToken cancellationToken)
    {
        var after = query.PageToken is null ? (PageToken?)null : PageToken.Parse(query.PageToken);
        return query.Owners is { Count: 0 } || query.States is { Count: 0 }
            ? new(new ViewPage([], null, 0))
            : new(storage.Readers.Use(reader => Page(reader.Connection, query, after)));
    }

    private static ViewPage Page(SqliteConnection connection, ViewQuery query, PageToken? after)
    {
        var size = Math.Max(1, query.PageSize);
        using var select = connection.CreateCommand();
        var where = Where(select, query);
        using var count = connection.CreateCommand();
        Where(count, query);
        count.CommandText = $"SELECT count(*) FROM views WHERE {where}";
        if (after is { } end)
        {
            where += " AND (sort_at < $endAt OR (sort_at = $endAt AND key > $endKey))";
            select.Parameters.AddWithValue("$endAt", end.SortAt.UtcTicks);
            select.Parameters.AddWithValue("$endKey", end.Key);
        }

        select.CommandText =
            $"SELECT {LogReader.ViewColumns} FROM views WHERE {where} ORDER BY sort_at DESC, key LIMIT {(long)size + 1}";
        var rows = Rows(select);
        var total = Count(count);
        return rows.Count > size
            ? new ViewPage(rows.GetRange(0, size), PageToken.After(rows[size - 1]).ToString(), total)
            : new ViewPage(rows, null, total);
    }

    // Only names of parameters are put into the text, never a value.
    private static string Where(SqliteCommand command, ViewQuery query)
    {
        var where = new StringBuilder("kind = $kind");
        if (query.Kind != SessionKind.TaskRow)
        {
            where.Append($" AND {LogSchema.NotTasks}");
        }

        command.Parameters.AddWithValue("$kind", query.Kind);
        AddAnyOf(command, where, "owner", query.Owners);
        AddAnyOf(command, where, "state", query.States);
        AddAnyOf(command, where, "grp", query.Group is null ? null : [query.Group]);
        AddAnyOf(command, where, "tag", query.Tag is null ? null : [query.Tag]);
        if (query.Since is { } since)
        {
            where.Append(" AND sort_at >= $since");
            command.Parameters.AddWithValue("$since", since.UtcTicks);
        }

        return where.ToString();
    }

    private static void AddAnyOf(
        SqliteCommand command, StringBuilder where, string column, IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            return;
        }

        var names = values.Select((_, i) => $"${column}{i}").ToArray();
        where.Append($" AND {column} IN ({string.Join(',', names)})");
        for (var i = 0; i < names.Length; i++)
        {
            command.Parameters.AddWithValue(names[i], values[i]);
        }
    }

    private static long Count(SqliteCommand command)
    {
        using var reader = Begin(command);
        return reader.Read() ? reader.GetInt64(0) : 0;
    }

    private static SqliteDataReader Begin(SqliteCommand command)
    {
        lock (LogConnection.Beginning)
        {
            return command.ExecuteReader();
        }
    }

    private static List<ViewRow> Rows(SqliteCommand command)
    {
        using var reader = Begin(command);
        var rows = new List<ViewRow>();
        while (reader.Read())
        {
            rows.Add(LogReader.View(reader));
        }

        return rows;
    }
}
