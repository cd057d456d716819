using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>YAML to <see cref="TenantPolicy"/>.</summary>
internal static partial class PolicyReader
{
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <exception cref="CatalogFormatException">The text is not a valid policy; the message names file and
    /// line.</exception>
    public static TenantPolicy Read(string file, string text)
    {
        var yaml = YamlFields.Load(file, text);
        var rules = yaml.Items("rules");
        var environments = yaml.Unique("environments")
            .ToDictionary(item => item.Text("name"), Environment, StringComparer.Ordinal);
        var policy = new TenantPolicy(file, [.. rules.Select(rule => Rule(rule, environments))])
        {
            Tiers = yaml.Unique("tenants")
                .ToImmutableDictionary(tenant => tenant.Text("name"), Tier, StringComparer.Ordinal),
            DebugImages = yaml.Unique("debugImages")
                .ToImmutableDictionary(item => item.Text("name"), Image, StringComparer.Ordinal),
            Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
        };
        yaml.NothingElse();
        return rules.IsEmpty
            ? throw yaml.Wrong("rules", "at least one rule is needed; without one nothing is allowed.")
            : policy;
    }

    private static string Tier(YamlFields tenant)
    {
        var tier = tenant.TextOr("tier", "basic") ?? "";
        tenant.NothingElse();
        return tier is TenantPolicy.Agentic or "basic"
            ? tier
            : throw tenant.Wrong("tier", $"'{tier}' is neither {TenantPolicy.Agentic} nor basic.");
    }

    private static string Image(YamlFields yaml)
    {
        var image = yaml.Text("image");
        yaml.NothingElse();
        return PinnedImage().IsMatch(image)
            ? image
            : throw yaml.Wrong("image", $"'{image}' has no digest: a tag can be moved. Write registry/name@sha256:….");
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._/:-]*@sha256:[0-9a-f]{64}$", RegexOptions.NonBacktracking)]
    private static partial Regex PinnedImage();

    private static Place Environment(YamlFields yaml)
    {
        var place = new Place(Patterns(yaml, "clusters"), Patterns(yaml, "namespaces"));
        yaml.NothingElse();
        return place;
    }

    private static PolicyRule Rule(YamlFields yaml, Dictionary<string, Place> environments)
    {
        var replicas = yaml.Inner("replicas");
        var brake = yaml.Inner("brake");
        var act = yaml.Inner("act");
        var rule = new PolicyRule
        {
            Name = yaml.Text("name"),
            Monitor = yaml.FlagOr("monitor", false),
            Tenants = Patterns(yaml, "tenants"),
            Clusters = Patterns(yaml, "clusters"),
            Namespaces = Patterns(yaml, "namespaces"),
            Environments = [.. yaml.Texts("environments").Select(name => environments.GetValueOrDefault(name)
                ?? throw yaml.Wrong("environments", $"'{name}' is not listed under 'environments'."))],
            Workflows = yaml.Has("workflows") ? [.. yaml.Texts("workflows")] : null,
            Actions = yaml.Has("actions") ? [.. Actions(yaml)] : null,
            Ceiling = yaml.Has("ceiling") ? yaml.Choice<Maturity>("ceiling") : Maturity.Approve,
            MinReplicas = replicas?.WholeOr("min", 2, 1, 1000) ?? 2,
            MaxReplicas = replicas?.WholeOr("max", 20, 1, 1000) ?? 20,
            Windows = [.. yaml.Texts("windows").Select(text => Window(yaml, text))],
            Approvals = yaml.WholeOr("approvals", 1, 1, 5),
            SeparateApprover = yaml.FlagOr("separateApprover", false),
            MaxObjects = yaml.WholeOr("objects", 3, 1, 3),
            CoolDown = brake?.DurationOr("coolDown", TimeSpan.FromMinutes(5)) ?? TimeSpan.FromMinutes(5),
            AttemptsPerDay = brake?.WholeOr("attemptsPerDay", 5, 0, 1000) ?? 5,
            IncidentsAtOnce = brake?.WholeOr("incidentsAtOnce", 10, 0, 10_000) ?? 10,
            ActConfidence = act?.NumberOr("confidence", PolicyRules.LeastConfidence, 0.5, 1)
                ?? PolicyRules.LeastConfidence,
            ActRisk = act is not null && act.Has("risk") ? act.Choice<Risk>("risk") : Risk.Low,
        };
        replicas?.NothingElse();
        brake?.NothingElse();
        act?.NothingElse();
        yaml.NothingElse();
        return rule;
    }

    // A pattern that can never match would leave what it was to guard without its rule, and nobody would notice.
    private static ImmutableArray<string> Patterns(YamlFields yaml, string field)
    {
        var patterns = yaml.Texts(field);
        if (yaml.Has(field) && patterns.IsEmpty)
        {
            throw yaml.Wrong(field, "the list is empty. Leave the field out where all are meant.");
        }

        return patterns.FirstOrDefault(pattern => !CanMatch(field, pattern)) is { } odd
            ? throw yaml.Wrong(
                field, field == "namespaces"
                    ? $"'{odd}' can match no namespace: those have the letters a-z, digits and '-' only, beside '*'. It may hold a letter of another alphabet."
                    : $"'{odd}' holds spaces, or letters of several alphabets: it would match nothing that looks like it.")
            : patterns;
    }

    private static bool CanMatch(string field, string pattern) => field == "namespaces"
        ? pattern.All(letter => letter is '*' or '-' || char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
        : !pattern.Any(char.IsWhiteSpace) && (pattern.All(char.IsAscii) || !pattern.Any(char.IsAsciiLetter));

    private static ImmutableArray<string> Actions(YamlFields yaml) =>
        yaml.Texts("actions") is var actions &&
            actions.FirstOrDefault(action => TypedActions.Find(action) is null) is { } odd
            ? throw yaml.Wrong(
                "actions",
                $"'{odd}' is not one of {string.Join(", ", TypedActions.All.Keys.Order(StringComparer.Ordinal))}.")
            : actions;

    private static MaintenanceWindow Window(YamlFields yaml, string text)
    {
        var wrong = yaml.Wrong("windows", $"'{text}' is not of the form 'mon-fri 22:00-04:00' (UTC).");
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var days, var hours]
            && hours.Split('-') is [var from, var to]
            && TimeOnly.TryParseExact(from, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)
            && TimeOnly.TryParseExact(to, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end)
            ? new MaintenanceWindow(Days(days) is { IsEmpty: false } found ? found : throw wrong, start, end)
            : throw wrong;
    }

    private static ImmutableArray<DayOfWeek> Days(string text)
    {
        if (text == "daily")
        {
            return [.. Enum.GetValues<DayOfWeek>()];
        }

        var ends = text.Split('-').Select(name => Array.IndexOf(DayNames, name)).ToArray();
        if (ends.Any(end => end < 0) || ends.Length > 2)
        {
            return [];
        }

        var count = ((ends[^1] - ends[0] + 7) % 7) + 1;
        return [.. Enumerable.Range(ends[0], count).Select(day => (DayOfWeek)(day % 7))];
    }
}
