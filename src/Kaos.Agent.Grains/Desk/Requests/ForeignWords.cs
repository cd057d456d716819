using System.Collections.Frozen;

namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// What no agent of clusters does, by the words that give it away: another agent is told by whoever gave the task.
/// Pure.
/// </summary>
internal static class ForeignWords
{
    private const string Somebody = "supervisor";

    private static readonly (string Target, string Name, FrozenSet<string> Words)[] Table =
    [
        (Somebody, "infrastructure code",
            Set("terraform tofu opentofu pulumi ansible cloudformation bicep tfstate terragrunt")),
        (Somebody, "cloud accounts and their bills",
            Set("aws gcp azure ec2 s3 iam vpc route53 cloudfront billing invoice invoices spend spent costs euros dollars")),
        (Somebody, "tickets, code and documents",
            Set("jira servicenow confluence dockerfile spreadsheet powerpoint slides email emails calendar meeting meetings")),
        (Somebody, "general knowledge and writing",
            Set("weather poem joke jokes haiku song lyrics essay translate recipe football lunch horoscope")),
        ("observability-operator", "Prometheus", Set("promql logql unsilence")),
    ];

    public static OtherAgents? Of(Said said)
    {
        if (Alerts(said) is { } alerts)
        {
            return alerts;
        }

        if (said.Says("won the") || said.Says("capital of"))
        {
            return new OtherAgents(Somebody, "general knowledge and writing", "talk", "answer");
        }

        if (said.Words.Contains("select") && said.Words.Contains("from"))
        {
            return new OtherAgents(Somebody, "database queries", "sql", "select");
        }

        foreach (var (target, name, words) in Table)
        {
            if (said.Words.FirstOrDefault(words.Contains) is { } word && (word == "promql" || !IsOurs(said)))
            {
                return new OtherAgents(target, name, word, said.Words[0]);
            }
        }

        return null;
    }

    private static OtherAgents? Alerts(Said said) =>
        said.Words.Take(4)
            .FirstOrDefault(word => word is "silence" or "mute" or "acknowledge" or "snooze") is { } verb &&
        said.Words.Any(word => word is "alert" or "alerts" or "alertmanager" or "page" or "pager")
            ? new OtherAgents("observability-operator", "Prometheus", "alertmanager", verb)
            : null;

    // Trouble in which such a thing is mentioned, and objects named after it, stay here; a poem about pods does not.
    private static bool IsOurs(Said said) => IntakeSymptoms.IsTrouble(said.Words) ||
        (said.Words.Any(word => IntakeKinds.Of(word) is not null) && !said.Words.Any(word =>
            word is "poem" or "joke" or "song" or "haiku" or "essay" or "translate" or "dockerfile"));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
