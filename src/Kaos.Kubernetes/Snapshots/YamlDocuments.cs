using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>A YAML document as JSON, with the line on which it begins.</summary>
internal readonly record struct YamlDocumentJson(byte[] Json, long Line);

/// <summary>Cuts a YAML stream into documents and turns each into JSON.</summary>
internal static class YamlDocuments
{
    /// <param name="yaml">UTF-8 text, any number of documents.</param>
    /// <param name="failure">Why reading ended early, with the line; null when it did not.</param>
    public static IReadOnlyList<YamlDocumentJson> ToJson(byte[] yaml, out string? failure)
    {
        failure = null;
        var documents = new List<YamlDocumentJson>();
        var lastLine = 0L;
        try
        {
            using var text = new StreamReader(new MemoryStream(yaml));
            var parser = new Parser(text);
            parser.Consume<StreamStart>();
            while (!parser.Accept<StreamEnd>(out _))
            {
                var line = parser.Consume<DocumentStart>().End.Line;
                var events = new List<ParsingEvent>();
                while (!parser.Accept<DocumentEnd>(out _))
                {
                    events.Add(parser.Consume<ParsingEvent>());
                    lastLine = events[^1].End.Line;
                }

                parser.Consume<DocumentEnd>();
                line = events.Count > 0 ? events[0].Start.Line : line;
                lastLine = 0;
                documents.Add(new YamlDocumentJson(new YamlToJson(events).Convert(), line));
            }
        }
        catch (YamlException broken)
        {
            // The scanner blames the place where the enclosing construct began; what it read last is nearer.
            failure = string.Create(
                CultureInfo.InvariantCulture,
                $"near line {Math.Max(lastLine, broken.Start.Line)}: {broken.InnerException?.Message ?? broken.Message}");
            failure += " (what stands before that document was read)";
        }

        return documents;
    }
}
