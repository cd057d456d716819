using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kaos.Agent.Host.Storage;

/// <summary>A prepared statement and its parameters, set in the order in which they were named.</summary>
internal sealed class Statement : IDisposable
{
    private readonly Lock? beginning;
    private readonly SqliteCommand command;
    private readonly SqliteParameter[] parameters;
    private readonly int[] places;
    private sqlite3_stmt? compiled;
    private byte[] utf8 = [];

    /// <param name="beginning">For a statement that begins a transaction; see
    /// <see cref="LogConnection.Beginning"/>.</param>
    public Statement(SqliteConnection connection, string sql, Lock? beginning, params ReadOnlySpan<string> names)
    {
        this.beginning = beginning;
        command = connection.CreateCommand();
        command.CommandText = sql;
        parameters = new SqliteParameter[names.Length];
        places = new int[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            parameters[i] = new SqliteParameter(names[i], null);
            command.Parameters.Add(parameters[i]);
        }
    }

    public Statement(SqliteConnection connection, string sql, params ReadOnlySpan<string> names)
        : this(connection, sql, null, names)
    {
    }

    /// <summary>
    /// Rows that were changed. Inside a transaction, and so without the provider: what it does for every value of every
    /// row costs as much as the row.
    /// </summary>
    public int Write(params ReadOnlySpan<object?> values)
    {
        var connection = command.Connection?.Handle ?? throw new InvalidOperationException("The connection is closed.");
        compiled ??= Compile(connection);
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                Check(Bind(compiled, places[i], values[i]), connection);
            }

            var result = raw.sqlite3_step(compiled);
            Check(result is raw.SQLITE_DONE or raw.SQLITE_ROW ? raw.SQLITE_OK : result, connection);
            return raw.sqlite3_changes(connection);
        }
        finally
        {
            // Tells again what went wrong, if it did.
            _ = raw.sqlite3_reset(compiled);
        }
    }

    /// <summary>Rows that were changed.</summary>
    public int Run(params ReadOnlySpan<object?> values)
    {
        Set(values);
        beginning?.Enter();
        try
        {
            return command.ExecuteNonQuery();
        }
        finally
        {
            beginning?.Exit();
        }
    }

    public SqliteDataReader Read(params ReadOnlySpan<object?> values)
    {
        Set(values);
        beginning?.Enter();
        try
        {
            return command.ExecuteReader();
        }
        finally
        {
            beginning?.Exit();
        }
    }

    public object? Scalar(params ReadOnlySpan<object?> values)
    {
        using var row = Read(values);
        return row.Read() && !row.IsDBNull(0) ? row.GetValue(0) : null;
    }

    public void Dispose()
    {
        compiled?.Dispose();
        command.Dispose();
    }

    private sqlite3_stmt Compile(sqlite3 connection)
    {
        Check(
            raw.sqlite3_prepare_v3(connection, command.CommandText, raw.SQLITE_PREPARE_PERSISTENT, out var statement),
            connection);
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = raw.sqlite3_bind_parameter_index(statement, parameters[i].ParameterName);
        }

        return statement;
    }

    private int Bind(sqlite3_stmt statement, int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        long number => raw.sqlite3_bind_int64(statement, place, number),
        // An empty span has no address, which would be NULL.
        "" => raw.sqlite3_bind_text(statement, place, ""),
        string text => raw.sqlite3_bind_text(statement, place, Utf8(text)),
        byte[] bytes => BindBlob(statement, place, bytes),
        ReadOnlyMemory<byte> bytes => BindBlob(statement, place, bytes.Span),
        _ => throw new ArgumentException($"A column holds no {value.GetType().Name}.", nameof(value)),
    };

    private static int BindBlob(sqlite3_stmt statement, int place, ReadOnlySpan<byte> bytes) => bytes.IsEmpty
        ? raw.sqlite3_bind_zeroblob(statement, place, 0)
        : raw.sqlite3_bind_blob(statement, place, bytes);

    // SQLite takes a copy.
    private ReadOnlySpan<byte> Utf8(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (utf8.Length < most)
        {
            utf8 = new byte[most];
        }

        return utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8));
    }

    private static void Check(int result, sqlite3 connection) =>
        SqliteException.ThrowExceptionForRC(result, connection);

    private void Set(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            parameters[i].Value = values[i] switch
            {
                ReadOnlyMemory<byte> memory => Bytes(memory),
                null => DBNull.Value,
                var value => value,
            };
        }
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array is { } array &&
            array.Length == memory.Length
            ? array
            : memory.ToArray();
}
