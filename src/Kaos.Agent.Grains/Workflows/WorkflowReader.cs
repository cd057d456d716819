using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Workflows;

/// <summary>
/// YAML to <see cref="Workflow"/>; everything that can be wrong in a file is found here, with its line.
/// </summary>
internal static partial class WorkflowReader
{
    /// <exception cref="CatalogFormatException">The text is not a valid workflow.</exception>
    public static Workflow Read(string file, string text)
    {
        var yaml = YamlFields.Load(file, text);
        var workflow = new Workflow
        {
            Id = Id(yaml),
            Name = yaml.Text("name"),
            Description = yaml.Text("description"),
            Risk = yaml.Choice<Risk>("risk"),
            Prior = yaml.NumberOr("prior", 0.8, 0.05, 0.99),
            Template = yaml.Text("template"),
            Causes = NotEmpty(yaml, "causes"),
            Needs = yaml.Texts("needs"),
            Unless = yaml.Texts("unless"),
            Fit = Fit(yaml),
            Parameters = [.. yaml.Named("parameters").Select(Parameter)],
            Preconditions = Known(yaml, "preconditions", PreconditionNames.All),
            Steps = [.. yaml.Items("steps").Select(Step)],
            Verification = Verification(yaml),
            Rollback = yaml.Text("rollback"),
            ExpectedEffect = yaml.Text("expectedEffect"),
            BlastRadius = yaml.Text("blastRadius"),
            WhenNotToUse = yaml.Text("whenNotToUse"),
            Hash = Hash(text),
        };
        yaml.NothingElse();
        CheckNames(yaml, workflow);
        return workflow;
    }

    private static string Id(YamlFields yaml)
    {
        var id = yaml.Text("id");
        return IdForm().IsMatch(id) ? id : throw yaml.Wrong("id", $"'{id}' is not lower-case words joined by hyphens.");
    }

    private static ImmutableArray<FitTerm> Fit(YamlFields yaml)
    {
        var terms = yaml.Items("fit");
        return terms.IsEmpty ? throw yaml.Wrong("fit", "at least one term is needed.") : [.. terms.Select(Term)];
    }

    private static FitTerm Term(YamlFields yaml)
    {
        FitCondition condition = (yaml.TextOr("fact", null), yaml.TextOr("cited", null),
            yaml.TextOr("cause", null)) switch
        {
            ({ } fact, null, null) when yaml.TextOr("atLeast", null) is { } other =>
                new FitCondition.AtLeast(fact, other, yaml.NumberOr("times", 1, 0.01, 100)),
            ({ } fact, null, null) => new FitCondition.Fact(fact, yaml.TextOr("is", null)),
            (null, { } source, null) => new FitCondition.Cited(source),
            (null, null, { } cause) => new FitCondition.Cause(cause),
            _ => throw yaml.Wrong("fact", "a term has exactly one of fact, cited and cause."),
        };
        var term = new FitTerm(
            yaml.NumberOr("weight", 1, 0.01, 100), condition, yaml.NumberOr("else", 0, 0, 1), yaml.Text("why"));
        yaml.NothingElse();
        return term;
    }

    private static WorkflowParameter Parameter((string Name, YamlFields Fields) named)
    {
        var yaml = named.Fields;
        var parameter = new WorkflowParameter(
            named.Name,
            yaml.Choice<ParameterType>("type"),
            NotEmpty(yaml, "from"),
            yaml.Texts("kinds"),
            yaml.WholeOr("min", int.MinValue, int.MinValue, int.MaxValue),
            yaml.WholeOr("max", int.MaxValue, int.MinValue, int.MaxValue),
            yaml.TextOr("description", "") ?? "",
            yaml.FlagOr("optional", false));
        if (parameter.Type == ParameterType.Object && parameter.Kinds.IsEmpty)
        {
            throw yaml.Wrong("kinds", "an object parameter says which kinds it may be of.");
        }

        yaml.NothingElse();
        return parameter;
    }

    private static WorkflowStep Step(YamlFields yaml)
    {
        var step = new WorkflowStep(
            yaml.Text("action"), yaml.Text("target"), yaml.TextMap("with"), yaml.Text("describe"));
        if (TypedActions.Find(step.Action) is null && step.Action != Drain.Name)
        {
            throw yaml.Wrong(
                "action",
                $"'{step.Action}' is not one of {string.Join(", ", TypedActions.All.Keys.Append(Drain.Name).Order(StringComparer.Ordinal))}.");
        }

        yaml.NothingElse();
        return step;
    }

    private static WorkflowVerification Verification(YamlFields yaml)
    {
        var part = yaml.Inner("verification") ?? throw yaml.Wrong("verification", "is missing.");
        var checks = part.Items("checks").Select(Check).ToImmutableArray();
        var verification = new WorkflowVerification(part.DurationOr("window", TimeSpan.FromMinutes(5)), checks);
        if (!checks.Any(check => check.Required != false))
        {
            throw part.Wrong("checks", "at least one check must be required: else nothing shows that it worked.");
        }

        part.NothingElse();
        return verification;
    }

    private static WorkflowCheck Check(YamlFields yaml)
    {
        var check = new WorkflowCheck(yaml.Text("kind"), yaml.Text("on"), yaml.TextOr("required", "true") switch
        {
            "true" => true,
            "false" => false,
            "measured" => null,
            _ => throw yaml.Wrong("required", "expected true, false or measured."),
        });
        if (!Workflows.CheckNames.All.Contains(check.Kind))
        {
            throw yaml.Wrong("kind", $"'{check.Kind}' is not one of {string.Join(", ", Workflows.CheckNames.All)}.");
        }

        yaml.NothingElse();
        return check;
    }

    // Every name in braces must be something that will be there when a plan is made.
    private static void CheckNames(YamlFields yaml, Workflow workflow)
    {
        if (workflow.Steps.IsEmpty)
        {
            throw yaml.Wrong("steps", "at least one step is needed.");
        }

        var objects = workflow.Parameters.Where(p => p.Type == ParameterType.Object).Select(p => p.Name).ToHashSet();
        var names = workflow.Parameters.Select(p => p.Name).Concat(workflow.Needs.Select(need => need.Split('=')[0]))
            .ToHashSet();
        foreach (var target in workflow.Steps.Select(step => step.Target)
            .Concat(workflow.Verification.Checks.Select(check => check.On)))
        {
            if (!objects.Contains(target.Trim('{', '}')))
            {
                throw yaml.Wrong(
                    "parameters", $"{target} is used as an object, and no object parameter has that name.");
            }
        }

        string[] texts =
        [
            workflow.Description, workflow.Rollback, workflow.ExpectedEffect, workflow.BlastRadius,
            .. workflow.Steps.SelectMany(step => step.With.Values.Append(step.Describe)),
        ];
        if (texts.SelectMany(Words.Named).FirstOrDefault(name => !names.Contains(name)) is { } missing)
        {
            throw yaml.Wrong("parameters", $"{{{missing}}} is used, and is neither a parameter nor a needed fact.");
        }

        names.UnionWith(
            workflow.Fit.Select(term => term.Condition).OfType<FitCondition.Fact>().Select(fact => fact.Name));
        if (texts.SelectMany(Words.Optional).FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw yaml.Wrong("fit", $"{{{unknown}}} is used in a choice, and no parameter or fact has that name.");
        }
    }

    private static ImmutableArray<string> NotEmpty(YamlFields yaml, string field) =>
        yaml.Texts(field) is { IsEmpty: false } texts ? texts : throw yaml.Wrong(field, "is missing or empty.");

    private static ImmutableArray<string> Known(YamlFields yaml, string field, ImmutableArray<string> known) =>
        yaml.Texts(field) is var texts && texts.FirstOrDefault(text => !known.Contains(text)) is { } odd
            ? throw yaml.Wrong(field, $"'{odd}' is not one of {string.Join(", ", known)}.")
            : texts;

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").TrimEnd())));

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdForm();
}
