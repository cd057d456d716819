using System.Text;

namespace Kaos.A2A.Tests.Fuzz;

/// <summary>
/// Breaks valid requests in ways that a hostile or careless client might; the same seed gives the same requests.
/// </summary>
internal sealed class RequestMutator(int seed)
{
    private static readonly string[] Tokens =
    [
        "null", "[]", "{}", "-1", "0", "1e999", "99999999999999999999", "true", "\"\"", "\"\\ud800\"", "\"\\u0000\"",
        "\"\\r\\nX-Injected: 1\"", "[null]", "{\"a\":{\"a\":{\"a\":1}}}", "\"TASK_STATE_BOGUS\"", "\"ROLE_AGENT\"",
        "2.5",
        "\"2026-13-45T99:99:99Z\"", "\"..%2f..%2f\"", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", "\"😀\"", "\"2.0\"", "NaN",
    ];

    private static readonly string[] PathTokens =
        ["%00", "%2e%2e", ":", ":cancel", "//", "?pageSize=-5", "?historyLength=x", "%F0%9F%98%80", "&status=1",
            "?pageToken=%21", "{id}"];

    private readonly Random random = new(seed);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>One or two changes to a body, most of which leave it JSON.</summary>
    public byte[] Mutate(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body).ToList();
        for (var changes = random.Next(1, 3); changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    /// <summary>Mostly leaves a path alone, sometimes puts a token into it.</summary>
    public string MutatePath(string path)
    {
        if (random.Next(3) != 0)
        {
            return path;
        }

        var token = Pick(PathTokens);
        return token[0] is '?' or '&' ? path + token : path.Insert(random.Next(1, path.Length + 1), token);
    }

    private void Change(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(Pick(Tokens)));
            return;
        }

        var at = random.Next(bytes.Count);
        var length = random.Next(1, Math.Min(12, bytes.Count - at) + 1);
        switch (random.Next(14))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pick(Tokens)));
                break;
            default:
                ReplaceValue(bytes, at);
                break;
        }
    }

    /// <summary>
    /// Puts a token in the place of one whole value, so that the text stays JSON and only its meaning is off.
    /// </summary>
    private void ReplaceValue(List<byte> bytes, int from)
    {
        var colon = bytes.IndexOf((byte)':', from);
        if (colon < 0)
        {
            return;
        }

        var end = colon + 1;
        while (end < bytes.Count && bytes[end] is not ((byte)',' or (byte)'}' or (byte)']'))
        {
            end++;
        }

        bytes.RemoveRange(colon + 1, end - colon - 1);
        bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(Pick(Tokens)));
    }
}
