using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Kaos.Agent.Host.Storage;

/// <summary>A prepared statement and its parameters, set in the order in which they were named.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand command;
    private readonly SqliteParameter[] parameters;

    public Statement(SqliteConnection connection, string sql, params ReadOnlySpan<string> names)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        parameters = new SqliteParameter[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            parameters[i] = new SqliteParameter(names[i], null);
            command.Parameters.Add(parameters[i]);
        }
    }

    /// <summary>Rows that were changed.</summary>
    public int Run(params ReadOnlySpan<object?> values)
    {
        Set(values);
        return command.ExecuteNonQuery();
    }

    public SqliteDataReader Read(params ReadOnlySpan<object?> values)
    {
        Set(values);
        return command.ExecuteReader();
    }

    public object? Scalar(params ReadOnlySpan<object?> values)
    {
        Set(values);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
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
