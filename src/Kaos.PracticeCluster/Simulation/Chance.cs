using System.Globalization;
using System.Text;

namespace Kaos.PracticeCluster.Simulation;

// Seeded names and ids: the same scenario, seed and clock give the same cluster.
internal sealed class Chance(int seed)
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private readonly Random _random = new(seed);

    public string Suffix(int length = 5)
    {
        var text = new StringBuilder(length);
        for (var i = 0; i < length; i++)
        {
            text.Append(Alphabet[_random.Next(Alphabet.Length)]);
        }

        return text.ToString();
    }

    public string Uid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes).ToString("D");
    }

    public string Hex(int length)
    {
        var text = new StringBuilder(length);
        while (text.Length < length)
        {
            text.Append(_random.Next(256).ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString(0, length);
    }

    public int Next(int below) => _random.Next(below);

    // As the pod-template-hash is written: decimal digits of a 32-bit hash in the safe alphabet.
    public static string TemplateHash(string text)
    {
        var digits = Fnv(text).ToString(CultureInfo.InvariantCulture);
        return string.Create(digits.Length, digits, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = Alphabet[source[i] % Alphabet.Length];
            }
        });
    }

    public static uint Fnv(string text)
    {
        var hash = 2166136261u;
        foreach (var item in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ item) * 16777619u;
        }

        return hash;
    }

    // A smooth, bounded wobble in [-1, 1] that needs no memory: the same at every reading of the same time.
    public static double Wobble(uint seed, DateTimeOffset time)
    {
        var seconds = time.ToUnixTimeMilliseconds() / 1000.0;
        var phase = seed % 1000 / 159.0;
        return (0.5 * Math.Sin((seconds / 47.0) + phase))
            + (0.3 * Math.Sin((seconds / 13.0) + (2.3 * phase)))
            + (0.2 * Math.Sin((seconds / 211.0) + (3.7 * phase)));
    }
}
