using Kaos.Agent.Grains.Clusters;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>
/// Which clusters there are and which one is spoken of. No credential is ever part of an answer. Pure.
/// </summary>
internal static class ContextAnswers
{
    public static Intake.Answer List(IClusters clusters, IReadOnlyCollection<string> current) => new IntakeTable(
        current.Count == 1
            ? $"Clusters that KAOS can work on. This conversation is about {current.First()}; say \"use context NAME\" for another."
            : "Clusters that KAOS can work on. This conversation is about all that are open.",
        ["Current", "Name", "State", "Nodes", "Namespaces", "Time"],
        [.. clusters.Names.Select(name => Row(clusters, name, current))]).ToAnswer();

    /// <summary>The kubeconfig as far as anyone needs it: names. Who signs in and how stays with KAOS.</summary>
    public static Intake.Answer View(IClusters clusters, IReadOnlyCollection<string> current) => new IntakeTable(
        "The kubeconfig's contexts; credentials and addresses are not shown.",
        ["Current", "Context"],
        [.. clusters.Names.Select(name => (IReadOnlyList<string>)[current.Contains(name) ? "*" : "", name])])
            .ToAnswer();

    public static Intake Use(IClusters clusters, IReadOnlyList<string> words)
    {
        var named = ClusterWords.Named(words, clusters.Names, out _);
        var names = string.Join(", ", clusters.Names);
        return named switch
        {
            [var one] => new Intake.ClusterChosen(one, $"This conversation is about {one} from now on."),
            [] => new Intake.Unclear($"Which cluster should this conversation be about? There are: {names}.", []),
            _ => new Intake.Unclear(
                $"More than one cluster fits: {string.Join(", ", named)}. Say the whole name of one.", []),
        };
    }

    private static IReadOnlyList<string> Row(IClusters clusters, string name, IReadOnlyCollection<string> current)
    {
        var mark = current.Contains(name) ? "*" : "";
        if (clusters.Find(name) is not { } open)
        {
            return [mark, name, "not opened", "-", "-", "-"];
        }

        var world = open.Look();
        return
        [
            mark, name, "open", $"{world.Objects.Nodes.Count}", $"{world.Objects.Namespaces.Count}",
            world.Now.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture),
        ];
    }
}
