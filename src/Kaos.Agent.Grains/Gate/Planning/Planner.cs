using System.Collections.Immutable;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>From a finding to the exact plans of the workflows that fit it.</summary>
internal sealed class Planner(WorkflowCatalog catalog, ITrackRecord record, PlanMaker maker) : IPlanner
{
    public Task<Offer> OfferAsync(PlanScope scope, Finding finding, CancellationToken cancellationToken) =>
        OfferAsync(scope, finding, catalog.For(finding.CauseCode), cancellationToken);

    public async Task<Offer> OfferRequestAsync(
        PlanScope scope, ChangeRequest request, Finding finding, CancellationToken cancellationToken)
    {
        if (scope.Edits.IsEmpty)
        {
            return await OfferPlainAsync(scope, request, finding, cancellationToken);
        }

        var edited = request with { With = request.With.SetItems(scope.Edits.Values.SelectMany(static edit => edit)) };
        var offer = await OfferPlainAsync(scope, edited, finding, cancellationToken);
        return !offer.Plans.IsEmpty
            ? offer
            : await OfferPlainAsync(scope, request, finding, cancellationToken) with
            {
                NotOffered = [.. offer.NotOffered.Select(static left => left with { Why = $"as edited: {left.Why}" })],
            };
    }

    private async Task<Offer> OfferPlainAsync(
        PlanScope scope, ChangeRequest request, Finding finding, CancellationToken cancellationToken)
    {
        try
        {
            var draft = maker.Begin(scope);
            await maker.AddAsync(
                draft, new WantedStep(
                    request.Action, request.Target, request.With, RequestPlans.Summary(request), [], finding),
                    cancellationToken);
            var plan = await maker.FinishAsync(draft, new Plan
            {
                Hash = "",
                WorkflowId = $"request-{request.Action}",
                WorkflowHash = "",
                IncidentClass = $"{finding.CauseCode}/{request.Target.Kind}/{request.Action}",
                Tenant = scope.Tenant,
                Cluster = scope.Cluster,
                ReviewType = "",
                Target = request.Target,
                Summary = RequestPlans.Summary(request),
                Diff = "",
                Steps = [],
                ReadSet = [],
                Verification = RequestPlans.Verification(request),
                Rollback = RequestPlans.Rollback(draft.Steps),
                MadeAt = default,
            }, cancellationToken);
            return new Offer(
                [Options.Proposing(RequestPlans.Option(request, plan), plan), Options.DoNothing, Options.HandOver],
                [plan], []);
        }
        catch (NotPlannable why)
        {
            return new Offer(
                [Options.DoNothing, Options.HandOver], [],
                [new NotChecked(request.Action, why.Message)])
            { IsDone = why.IsDone };
        }
    }

    private async Task<Offer> OfferAsync(
        PlanScope scope, Finding finding, IEnumerable<Workflow> workflows, CancellationToken cancellationToken)
    {
        var offered = new List<(WorkflowOption Option, Plan Plan)>();
        var left = ImmutableArray.CreateBuilder<NotChecked>();
        foreach (var workflow in workflows)
        {
            var edited = scope.Edits.GetValueOrDefault(workflow.Id);
            foreach (var values in edited is null ? [null] : new[] { edited, null })
            {
                try
                {
                    var arguments = Arguments.Of(workflow, finding, values);
                    var plan = await PlanAsync(scope, finding, workflow, arguments, cancellationToken);
                    var past = await record.OfAsync(workflow.Id, plan.IncidentClass, cancellationToken);
                    offered.Add((Options.Proposing(Options.Of(workflow, arguments, finding, plan, past), plan), plan));
                    break;
                }
                catch (NotPlannable why)
                {
                    left.Add(new NotChecked(workflow.Id, values is null ? why.Message : $"as edited: {why.Message}"));
                }
            }
        }

        var best = offered.OrderByDescending(one => one.Option.Confidence).ThenBy(one => one.Option.Risk)
            .ThenBy(one => one.Option.Id, StringComparer.Ordinal).ToArray();
        return new Offer(
            [.. best.Select(one => one.Option), Options.DoNothing, Options.HandOver],
            [.. best.Select(one => one.Plan)],
            left.ToImmutable());
    }

    private async Task<Plan> PlanAsync(
        PlanScope scope, Finding finding, Workflow workflow, Arguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Missing is { } missing)
        {
            throw new NotPlannable(missing);
        }

        var values = Texts.Values(arguments, finding);
        var draft = maker.Begin(scope);
        foreach (var step in workflow.Steps)
        {
            var wanted = new WantedStep(
                step.Action, arguments.Objects[step.Target.Trim('{', '}')], Given(step, values),
                Words.Fill(step.Describe, values),
                workflow.Preconditions, finding);
            await maker.AddAsync(draft, wanted, cancellationToken);
        }

        return await maker.FinishAsync(draft, About(scope, finding, workflow, arguments, values), cancellationToken);
    }

    // An optional parameter that has no value takes its argument with it.
    private static ImmutableSortedDictionary<string, string> Given(
        WorkflowStep step, IReadOnlyDictionary<string, string> values) => step.With
        .Where(entry => Words.Named(entry.Value).All(values.ContainsKey))
        .ToImmutableSortedDictionary(entry =>
            entry.Key, entry => Words.Fill(entry.Value, values), StringComparer.Ordinal);

    private static Plan About(
        PlanScope scope, Finding finding, Workflow workflow, Arguments arguments,
        IReadOnlyDictionary<string, string> values) => new()
        {
            Hash = "",
            WorkflowId = workflow.Id,
            WorkflowHash = workflow.Hash,
            IncidentClass = $"{finding.CauseCode}/{finding.Subject.Kind}/{workflow.Template}",
            Tenant = scope.Tenant,
            Cluster = scope.Cluster,
            ReviewType = "",
            Target = finding.EditTarget,
            Summary = Words.Fill(workflow.Description, values),
            Diff = "",
            Steps = [],
            ReadSet = [],
            Verification = new VerificationPlan(workflow.Verification.Window, [.. workflow.Verification.Checks
                .Where(check => arguments.Objects.ContainsKey(check.On.Trim('{', '}')))
                .Select(check => new VerificationCheck(
                    check.Kind, arguments.Objects[check.On.Trim('{', '}')],
                    check.Required ?? Texts.IsMeasured(check.Kind, finding)))]),
            Rollback = Words.Fill(workflow.Rollback, values),
            MadeAt = default,
        };
}
