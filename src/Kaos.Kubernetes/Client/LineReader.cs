using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Kaos.Kubernetes.Client;

/// <summary>Cuts a stream into lines while it arrives. A last line without an end counts as a line.</summary>
internal static class LineReader
{
    /// <summary>An object in etcd has at most 1.5 MB; this leaves room for its JSON form.</summary>
    private const int LongestLine = 32 * 1024 * 1024;

    /// <param name="kept">
    /// Bytes of a line that are kept; the rest of it is passed over and never held. Null: all, and a line without end
    /// fails.
    /// </param>
    /// <exception cref="IOException">All is kept, and a line is longer than any object can be.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream,
        int? kept,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var passing = false;
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 * 1024));
        try
        {
            while (true)
            {
                var result = await pipe.ReadAsync(cancellationToken);
                var buffer = result.Buffer;
                while (TryCut(ref buffer, out var line))
                {
                    if (!passing)
                    {
                        yield return Contiguous(Head(line, kept));
                    }

                    passing = false;
                }

                if (result.IsCompleted)
                {
                    if (!buffer.IsEmpty && !passing)
                    {
                        yield return Contiguous(Head(buffer, kept));
                    }

                    yield break;
                }

                if (kept is { } most && buffer.Length > (passing ? 0 : most))
                {
                    if (!passing)
                    {
                        yield return Contiguous(Head(buffer, most));
                    }

                    passing = true;
                    buffer = buffer.Slice(buffer.End);
                }
                else if (buffer.Length > LongestLine)
                {
                    throw new IOException($"a line of the stream is longer than {LongestLine >> 20} MiB");
                }

                pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static bool TryCut(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            return false;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private static ReadOnlySequence<byte> Head(ReadOnlySequence<byte> line, int? kept) =>
        kept is { } most && line.Length > most ? line.Slice(0, most) : line;

    private static ReadOnlyMemory<byte> Contiguous(ReadOnlySequence<byte> line) =>
        line.IsSingleSegment ? line.First : line.ToArray();
}
