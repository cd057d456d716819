using System.Collections.Frozen;
using System.Text.Json;

namespace Kaos.Diagnosis.Logs;

/// <summary>
/// What a logger's object has for each part of a line. Fields are told by their names, whatever their capitals; of two
/// for the same part, the one that more loggers use.
/// </summary>
internal ref struct JsonFields
{
    // zap, logrus, pino, bunyan, winston, logback, ECS, Serilog, MongoDB, the .NET console and clouds, in their words.
    private static readonly string[] Messages =
        ["msg", "message", "@m", "renderedmessage", "@mt", "short_message", "log", "event", "text", "textpayload",
            "messagetemplate", "detail", "description", "title", "type"];

    private static readonly string[] Levels =
        ["level", "severity", "lvl", "log.level", "levelname", "@l", "loglevel", "s", "severity_text", "severitytext",
            "log_level", "level_name", "priority", "levelno", "severity_number", "severitynumber"];

    private static readonly string[] Times =
        ["time", "ts", "timestamp", "@timestamp", "t", "@t", "$date", "datetime", "date", "asctime", "eventtime",
            "when", "at"];

    private static readonly string[] Errors =
        ["error", "err", "exception", "error.message", "@x", "exc_info", "errors", "stack_trace", "stacktrace", "stack",
            "exc", "throwable", "thrown", "traceback", "error_message", "exception.message", "errmsg", "cause",
            "reason", "failure", "error.stack_trace", "exception.stacktrace", "errormessage", "error_msg", "err_msg",
            "error_str"];

    // What an error is wrapped around.
    private static readonly string[] Causes =
        ["cause", "innerexception", "inner", "causedby", "caused_by", "innererror", "previous", "source", "errorcauses",
            "causes", "root_cause", "errors"];

    // Where loggers put what was said, with their own fields around it.
    private static readonly string[] Envelopes =
        ["attr", "jsonpayload", "message", "msg", "fields", "data", "payload", "body", "record", "context", "log",
            "properties"];

    // The other end, where loggers write it beside the message; "host" is their own.
    private static readonly string[] Places =
        ["url", "uri", "addr", "address", "endpoint", "target", "upstream", "broker", "dsn"];

    private static readonly FrozenDictionary<string, (Part Part, int Rank)[]> Names =
        new[] { Messages, Levels, Times, Errors, Causes, Envelopes, ["code", "errno"], Places }
            .SelectMany((names, part) => names.Select((name, rank) => (Name: name, Part: (Part)part, Rank: rank)))
            .GroupBy(n => n.Name)
            .ToFrozenDictionary(
                g => g.Key, g => g.Select(n => (n.Part, n.Rank)).ToArray(), StringComparer.OrdinalIgnoreCase);

    private readonly (JsonElement Value, string Name)?[] found = new (JsonElement, string)?[8];

    public JsonFields(JsonElement root)
    {
        Span<int> ranks = stackalloc int[found.Length];
        ranks.Fill(int.MaxValue);
        foreach (var field in root.EnumerateObject())
        {
            foreach (var (part, rank) in Names.TryGetValue(field.Name, out var parts) ? parts : [])
            {
                if (rank < ranks[(int)part] && Fits(part, field.Value))
                {
                    ranks[(int)part] = rank;
                    found[(int)part] = (field.Value, field.Name);
                }
            }
        }
    }

    private enum Part
    {
        Message,
        Level,
        Time,
        Error,
        Cause,
        Envelope,
        Code,
        Place,
    }

    public readonly string? Message => found[(int)Part.Message]?.Value.GetString();

    public readonly JsonElement? Error => found[(int)Part.Error]?.Value;

    public readonly JsonElement? Cause => found[(int)Part.Cause]?.Value;

    public readonly JsonElement? Envelope => found[(int)Part.Envelope]?.Value;

    /// <summary>Where the other end is; null where no field says so.</summary>
    public readonly string? Place => found[(int)Part.Place]?.Value.GetString();

    public readonly string? Code => found[(int)Part.Code]?.Value.GetString();

    public readonly LineLevel? Level => found[(int)Part.Level] is not var (value, name) ? null
        : value.ValueKind == JsonValueKind.String ? LevelWords.Named(value.GetString())
        : value.TryGetInt32(out var number) ? LevelWords.Numbered(number, name)
        : null;

    public readonly DateTimeOffset? Time => found[(int)Part.Time]?.Value is { } value ? Read(value) : null;

    private static bool Fits(Part part, JsonElement value) => part switch
    {
        Part.Message or Part.Code or Part.Place => value.ValueKind == JsonValueKind.String && !value.ValueEquals(""),
        Part.Level => value.ValueKind is JsonValueKind.String or JsonValueKind.Number,
        Part.Time => value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Object,
        Part.Envelope => value.ValueKind == JsonValueKind.Object,
        _ => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ||
            (value.ValueKind == JsonValueKind.String && !value.ValueEquals("")),
    };

    private static DateTimeOffset? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => LineReader.Parse(value.GetString()),
        JsonValueKind.Object => new JsonFields(value).Time,

        // Milliseconds are told from seconds by their size.
        _ => value.TryGetDouble(out var unix) && unix is > 0 and < 1e14
            ? DateTimeOffset.UnixEpoch.AddSeconds(unix > 1e11 ? unix / 1000 : unix)
            : null,
    };
}
