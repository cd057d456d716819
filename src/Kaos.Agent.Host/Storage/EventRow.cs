using System.Text;
using Kaos.Agent.Grains.Log;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kaos.Agent.Host.Storage;

/// <summary>
/// One row of events as the log hands it out. A session is rebuilt from thousands of these, so the columns are taken
/// from SQLite as they lie there, and what neighbours repeat (stream, type, actor) is one string.
/// </summary>
internal sealed class EventRow
{
    private const int MostWords = 1000;

    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> words =
        new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public StoredEvent Read(SqliteDataReader row)
    {
        var handle = row.Handle ?? throw new InvalidOperationException("The rows were closed while they were read.");
        return new(
            Word(handle, 0),
            raw.sqlite3_column_int64(handle, 1),
            raw.sqlite3_column_int64(handle, 2),
            Word(handle, 3),
            LogReader.Time(raw.sqlite3_column_int64(handle, 4)),
            Word(handle, 5),
            Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, 6)),
            raw.sqlite3_column_blob(handle, 7).ToArray(),
            raw.sqlite3_column_blob(handle, 8).ToArray(),
            raw.sqlite3_column_blob(handle, 9).ToArray());
    }

    private string Word(sqlite3_stmt handle, int column)
    {
        const int Longest = 256;
        var bytes = raw.sqlite3_column_blob(handle, column);
        if (bytes.Length > Longest)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        Span<char> buffer = stackalloc char[Longest];
        var word = buffer[..Encoding.UTF8.GetChars(bytes, buffer)];
        if (!words.TryGetValue(word, out var known))
        {
            if (words.Dictionary.Count == MostWords)
            {
                words.Dictionary.Clear();
            }

            known = word.ToString();
            words[word] = known;
        }

        return known;
    }
}
