using System.Collections.Concurrent;

namespace Kaos.Agent.Host.Storage;

/// <summary>Connections for reading, each with its statements prepared; lent for one query at a time.</summary>
internal sealed class ReaderPool(string folder) : IDisposable
{
    private const int Kept = 8;

    private readonly ConcurrentBag<LogReader> idle = [];
    private readonly string database = Path.Combine(Path.GetFullPath(folder), "kaos.db");
    private volatile bool closed;

    public T Use<T>(Func<LogReader, T> query)
    {
        LogReader? reader = null;
        try
        {
            reader = idle.TryTake(out var free) ? free : new LogReader(LogConnection.OpenReader(database));
            var result = query(reader);
            Return(reader);
            return result;
        }
        catch (Exception exception)
        {
            reader?.Dispose();
            if (StorageErrors.IsStorage(exception))
            {
                throw StorageErrors.Explain(exception, folder);
            }

            throw;
        }
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private void Return(LogReader reader)
    {
        if (closed || idle.Count >= Kept)
        {
            reader.Dispose();
        }
        else
        {
            idle.Add(reader);
        }
    }
}
