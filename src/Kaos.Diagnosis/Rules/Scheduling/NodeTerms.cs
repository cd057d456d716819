using System.Text.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>
/// A node selector as pods and volumes write it: terms are alternatives, the demands of one all count.
/// </summary>
internal sealed record NodeTerms(IReadOnlyList<IReadOnlyList<LabelRequirement>> Terms)
{
    private const string NameField = "metadata.name";

    /// <summary>
    /// From the object that holds <c>nodeSelectorTerms</c>; an absent one has no terms and means every node.
    /// </summary>
    public static NodeTerms Of(JsonElement selector) => new([.. selector.Items("nodeSelectorTerms").Select(Term)]);

    public bool IsAny => Terms.Count == 0;

    public bool Take(Node node) => IsAny || Terms.Any(t => t.Count > 0 && t.All(r => Holds(r, node)));

    /// <summary><c>topology.kubernetes.io/zone In eu-west-1b</c></summary>
    public string Words => string.Join(
        " or ", Terms.Select(t =>
            string.Join(" and ", t.Select(r => $"{r.Key} {r.Operator} {string.Join(",", r.Values)}".TrimEnd()))));

    private static IReadOnlyList<LabelRequirement> Term(JsonElement term) =>
    [
        .. term.Items("matchExpressions").Concat(term.Items("matchFields")).Select(e => new LabelRequirement
        {
            Key = e.Text("key") ?? "",
            Operator = e.Text("operator") ?? "",
            Values = [.. e.Texts("values")],
        }),
    ];

    private static bool Holds(LabelRequirement requirement, Node node) => requirement.Key == NameField
        ? requirement.Values.Contains(node.Metadata.Name) == (requirement.Operator == "In")
        : requirement.Matches(node.Metadata.Labels);
}
