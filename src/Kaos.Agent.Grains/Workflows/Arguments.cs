using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Workflows;

/// <summary>The parameters of a workflow, filled from a finding and checked against their types and bounds.</summary>
/// <param name="Missing">Null, or why they could not all be filled.</param>
internal sealed record Arguments(
    ImmutableSortedDictionary<string, string> Texts,
    ImmutableSortedDictionary<string, ObjectRef> Objects,
    string? Missing)
{
    /// <param name="edited">Values that take the place of those of the finding, by parameter; null: none. Objects are
    /// not edited.</param>
    public static Arguments Of(Workflow workflow, Finding finding, IReadOnlyDictionary<string, string>? edited = null)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var objects = ImmutableSortedDictionary.CreateBuilder<string, ObjectRef>(StringComparer.Ordinal);
        var missing = workflow.Needs.Select(need => Unmet(need, finding))
            .Concat(workflow.Unless.Select(fact => Known(fact, finding)))
            .FirstOrDefault(why => why is not null);
        foreach (var parameter in workflow.Parameters)
        {
            var problem = parameter.Type == ParameterType.Object
                ? FillObject(parameter, finding, texts, objects)
                : FillText(parameter, edited?.GetValueOrDefault(parameter.Name), finding, texts);
            missing ??= parameter.Optional && !texts.ContainsKey(parameter.Name) ? null : problem;
        }

        missing ??= edited?.Keys.FirstOrDefault(objects.ContainsKey) is { } named
            ? $"{named} names an object; another object is another plan"
            : null;

        return new Arguments(texts.ToImmutable(), objects.ToImmutable(), missing);
    }

    public IReadOnlyDictionary<string, string> With(Finding finding) =>
        finding.Facts.SetItems(Texts);

    /// <summary>An object fact: <c>Kind/namespace/name</c>, <c>Kind/name</c> or a name alone.</summary>
    public static ObjectRef? Read(string text, string defaultKind, string? @namespace)
    {
        var parts = text.Split('/');
        var (kind, place, name) = parts switch
        {
            [var only] => (defaultKind, @namespace, only),
            [var first, var last] => (first, @namespace, last),
            [var first, var second, var last] => (first, second, last),
            _ => ("", null, ""),
        };
        return name.Length == 0 || kind.Length == 0 ? null : new ObjectRef(kind, kind == "Node" ? null : place, name);
    }

    private static string? Unmet(string need, Finding finding) =>
        (need.Split('='), finding.Facts.GetValueOrDefault(need.Split('=')[0])) switch
        {
            ([var name, ..], null) => $"the finding has no {name}",
            ([var name, var wanted], { } value) when value != wanted => $"{name} is {value}, not {wanted}",
            _ => null,
        };

    private static string? Known(string fact, Finding finding) => finding.Facts.TryGetValue(fact, out var value)
        ? $"{fact} is known ({value}), and this would leave it as it is"
        : null;

    // A name alone: one of the finding's own objects has it, and with it its kind.
    private static ObjectRef? Known(string text, WorkflowParameter parameter, Finding finding) =>
        new[] { finding.RootCause, finding.EditTarget, finding.Subject }
            .FirstOrDefault(own => own.Name == text && parameter.Kinds.Contains(own.Kind));

    private static string? FillObject(
        WorkflowParameter parameter,
        Finding finding,
        ImmutableSortedDictionary<string, string>.Builder texts,
        ImmutableSortedDictionary<string, ObjectRef>.Builder objects)
    {
        foreach (var source in parameter.From)
        {
            var found = source switch
            {
                "$subject" => finding.Subject,
                "$editTarget" => finding.EditTarget,
                "$rootCause" => finding.RootCause,
                "$symptom" => finding.Symptoms.FirstOrDefault(symptom => parameter.Kinds.Contains(symptom.Kind)),
                _ => finding.Facts.TryGetValue(source, out var text)
                    ? Known(text, parameter, finding)
                        ?? Read(text, parameter.Kinds[0], finding.Subject.Namespace ?? finding.EditTarget.Namespace)
                    : null,
            };
            if (found is not null && parameter.Kinds.Contains(found.Kind))
            {
                objects[parameter.Name] = found with { Container = null };
                texts[parameter.Name] = found.Name;
                return null;
            }
        }

        return $"no {string.Join(" or ", parameter.Kinds)} is known to do it on";
    }

    private static string? FillText(
        WorkflowParameter parameter, string? edited, Finding finding,
        ImmutableSortedDictionary<string, string>.Builder texts)
    {
        if (parameter.From.Select(
            source => source == "$container" ? Container(finding) : finding.Facts.GetValueOrDefault(source))
            .Prepend(edited).FirstOrDefault(value => value is not null)
            is not { } text)
        {
            return $"the finding has no {string.Join(" or ", parameter.From)}";
        }

        texts[parameter.Name] = text;
        return parameter.Type switch
        {
            ParameterType.Quantity when !Quantity.TryParse(text, out _) =>
                $"{parameter.Name} '{text}' is not an amount",
            ParameterType.Integer when !Whole(text, parameter) =>
                $"{parameter.Name} '{text}' is not a whole number from {parameter.Min} to {parameter.Max}",
            _ => null,
        };
    }

    private static string? Container(Finding finding) =>
        finding.EditTarget.Container ?? finding.RootCause.Container ?? finding.Subject.Container;

    private static bool Whole(string text, WorkflowParameter parameter) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= parameter.Min && number <= parameter.Max;
}
