using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Kaos.Agent.Host.Storage;

/// <summary>A prepared statement and its parameters, set in the order in which they were named.</summary>
internal sealed class Statement : IDisposable
{
    private readonly Lock? beginning;
    private readonly SqliteCommand command;
    private readonly SqliteParameter[] parameters;

    /// <param name="beginning">For a statement that begins a transaction; see <see cref="LogConnection.Beginning"/>.</param>
    public Statement(SqliteConnection connection, string sql, Lock? beginning, params ReadOnlySpan<string> names)
    {
        this.beginning = beginning;
        command = connection.CreateCommand();
        command.CommandText = sql;
        parameters = new SqliteParameter[names.Length];
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

    public void Dispose() => command.Dispose();

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
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array is { } array && array.Length == memory.Length
            ? array
            : memory.ToArray();
}
