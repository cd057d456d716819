using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Scenarios;

// A folder of YAML: scenario.yaml (story, behaviours, signals, alerts), objects*.yaml (what is there from the start)
// and grants.yaml (accounts, roles and bindings, there before all else).
internal sealed record Scenario(
    string Name, JsonObject Story, IReadOnlyList<JsonObject> Objects, IReadOnlyList<JsonObject> Grants)
{
    private const string Prefix = "scenario/";
    private const string Common = "_common/";

    public string Cluster => Story.Text("cluster");

    public int Seed => (int)Story.NumberOr(1, "seed");

    public TimeSpan Opening => TimeOfDay(Story.Text("opening"));

    public TimeSpan History => Span.Parse(Story.Text("history"), TimeSpan.FromHours(6));

    public static IReadOnlyList<string> Names =>
        [.. Resources().Select(name => name[Prefix.Length..].Split('/')[0]).Where(name => !name.StartsWith('_'))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static Scenario Load(string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            throw new ArgumentException($"There is no scenario '{name}'. Choose one of: {string.Join(", ", Names)}.",
                nameof(name));
        }

        var objects = Resources()
            .Where(file => file.StartsWith($"{Prefix}{Common}objects", StringComparison.Ordinal)
                || file.StartsWith($"{Prefix}{name}/objects", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).SelectMany(file => Yaml.Documents(Read(file))).ToList();
        var story = Yaml.Documents(Read($"{Prefix}{name}/scenario.yaml")).First();
        var grants = Resources()
            .Where(file => file == $"{Prefix}{Common}grants.yaml" || file == $"{Prefix}{name}/grants.yaml")
            .Order(StringComparer.Ordinal).SelectMany(file => Yaml.Documents(Read(file))).ToList();
        return new Scenario(name, story, objects, grants);
    }

    // "03:14:02" on the opening's day, "-1d 16:20:00" on the day before.
    public DateTimeOffset When(string text, DateTimeOffset day)
    {
        var parts = text.Split(' ', 2);
        return parts is [var days, var time]
            ? day + TimeOfDay(time) - Span.Parse(days.TrimStart('-'))
            : day + TimeOfDay(text);
    }

    private static TimeSpan TimeOfDay(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    // Folder separators differ with the machine that built the assembly.
    private static IEnumerable<string> Resources() =>
        typeof(Scenario).Assembly.GetManifestResourceNames().Select(name => name.Replace('\\', '/'))
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal));

    private static string Read(string file)
    {
        var assembly = typeof(Scenario).Assembly;
        var stored = assembly.GetManifestResourceNames().First(name => name.Replace('\\', '/') == file);
        using var stream = assembly.GetManifestResourceStream(stored)
            ?? throw new InvalidOperationException($"The scenario file {file} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
