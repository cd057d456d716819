using System.Text;
using Kaos.Kubernetes.Client;

namespace Kaos.Kubernetes.Tests.Client;

public sealed class LineReaderTests
{
    private const int Kept = 100_000;
    private const long Endless = 100L * 1024 * 1024;

    [Fact]
    public async Task Read_LineOfAHundredMegabytes_KeepsItsBeginningAndHoldsNoMore()
    {
        using var stream = new Letters(Endless, "\nnext\nlast");
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var lines = await AllAsync(stream, Kept);

        lines.Select(line => line.Length).ShouldBe([Kept, 4, 4]);
        lines[^1].ShouldBe("last");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(Endless / 4);
    }

    [Theory]
    [InlineData("abcdef\nxy\n", new[] { "abc", "xy" })]
    [InlineData("abcdef", new[] { "abc" })]
    [InlineData("\n\nab", new[] { "", "", "ab" })]
    [InlineData("abc\ndef\n", new[] { "abc", "def" })]
    public async Task Read_LongerThanKept_IsCut(string text, string[] lines)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));

        (await AllAsync(stream, 3)).ShouldBe(lines);
    }

    [Fact]
    public async Task Read_AllIsKeptAndNoEnd_Fails()
    {
        using var stream = new Letters(Endless, "");

        await Should.ThrowAsync<IOException>(() => AllAsync(stream, null));
    }

    private static async Task<List<string>> AllAsync(Stream stream, int? kept)
    {
        var lines = new List<string>();
        await foreach (var line in LineReader.ReadAsync(stream, kept, TestContext.Current.CancellationToken))
        {
            lines.Add(Encoding.UTF8.GetString(line.Span));
        }

        return lines;
    }

    /// <summary>Many letters, then an end; never all of it in memory.</summary>
    private sealed class Letters(long count, string end) : Stream
    {
        private readonly byte[] tail = Encoding.UTF8.GetBytes(end);
        private long at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int length)
        {
            var letters = (int)Math.Clamp(count - at, 0, length);
            buffer.AsSpan(offset, letters).Fill((byte)'x');
            var from = (int)(at + letters - count);
            var rest = from < 0 ? 0 : Math.Min(length - letters, tail.Length - from);
            tail.AsSpan(Math.Max(from, 0), rest).CopyTo(buffer.AsSpan(offset + letters));
            at += letters + rest;
            return letters + rest;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int length) => throw new NotSupportedException();
    }
}
