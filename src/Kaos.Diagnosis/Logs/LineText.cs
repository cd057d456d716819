using System.Text;

namespace Kaos.Diagnosis.Logs;

/// <summary>Makes a line fit to be read: no colours, no control characters, no end in sight cut off.</summary>
internal static class LineText
{
    /// <summary>Characters of one line that are looked at.</summary>
    public const int Longest = 16_384;

    private const char Escape = '\e';

    public static ReadOnlySpan<char> Clean(ReadOnlySpan<char> raw)
    {
        var line = raw.Length > Longest ? raw[..Longest] : raw;
        return line.IndexOfAnyInRange('\0', '\b') < 0 && line.IndexOfAnyInRange('\u000E', '\u001F') < 0
            ? line
            : Without(line);
    }

    private static string Without(ReadOnlySpan<char> line)
    {
        var result = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == Escape && i + 1 < line.Length && line[i + 1] == '[')
            {
                // Up to the letter that ends the sequence, or the end of half a line.
                i += 2;
                while (i < line.Length && line[i] is < '@' or > '~')
                {
                    i++;
                }
            }
            else if (!char.IsControl(line[i]) || line[i] == '\t')
            {
                result.Append(line[i]);
            }
        }

        return result.ToString();
    }
}
