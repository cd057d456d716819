using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;
using Kaos.Diagnosis;

namespace Kaos.Agent.Grains.Driving;

/// <summary>From a signal to a diagnosis, and from a diagnosis to choices.</summary>
internal sealed class InvestigationWork(DriverTools tools, SessionLog log)
{
    private const int MostNotSeen = 4;

    public async Task InvestigateAsync(SessionState state, CancellationToken cancellationToken)
    {
        var signal = state.Signal ?? throw new InvalidOperationException("A session is driven after it was opened.");
        if (signal.Request is { } request)
        {
            await log.ReportAsync(
                cancellationToken,
                new Narrated($"{signal.SaidBy} asks for this change: {signal.Text}\n", "request"),
                new Diagnosed(new Examination([RequestFinding.Of(signal, request)], [], [])));
            return;
        }

        var cluster = Cluster(signal.Cluster);
        var told = state.Evidence.Keys.ToHashSet(StringComparer.Ordinal);
        // Told again where the cluster has changed under a plan: by then there are plans that it was told without.
        var round = state.Stale ? $":{state.Plans.Count}" : "";
        await log.TellAsync(
            state.Stale
                ? $"Looking into {signal.Subject.Name} again.\n"
                : $"Looking into {signal.Subject.Name} in {signal.Cluster}: {signal.Text}\n",
            $"begin{round}", cancellationToken);

        var focus = new Focus(signal.Subject, signal.Symptom, signal.At);
        var investigation = await Investigator.RunAsync(
            cluster,
            focus,
            async (step, token) =>
            {
                await TellEvidenceAsync(step.SoFar, told, token);
                await log.TellAsync($"{step.Why}…\n", $"why:{step.Why}{round}", token);
            },
            new InvestigationBudget(),
            cancellationToken);

        var result = Recollection.Of(state.Stale ? state.Examination : null, investigation.Result);
        if (result.Findings is [var finding, ..])
        {
            await TellEvidenceAsync(finding.Evidence, told, cancellationToken);
        }

        await log.ReportAsync(
            cancellationToken, new Narrated(Conclusion(result), $"conclusion{round}"), new Diagnosed(result));
    }

    public async Task OfferAsync(SessionState state, CancellationToken cancellationToken)
    {
        if (state.Finding is not { } finding)
        {
            if (!state.Plans.IsEmpty)
            {
                await new RepairWork(tools, log).CloseAsync(state, cancellationToken);
                return;
            }

            await log.ReportAsync(cancellationToken, new SessionEnded(
                SessionOutcome.Unknown, $"The cause is unknown, so I change nothing. {NotSeen(state)}"));
            return;
        }

        if (state.Signal is { Request: { } request } asked)
        {
            await PlanAsync(asked, ScopeOf(state, asked), request, finding, cancellationToken);
            return;
        }

        await log.TellAsync("Searching the workflow catalog…\n", "offer", cancellationToken);
        var signal = state.Signal ?? throw new InvalidOperationException("A session is driven after it was opened.");
        var offer = await tools.Planner.OfferAsync(ScopeOf(state, signal), finding, cancellationToken);
        var workflows = offer.Options.Count(option => option.PlanHash is not null);
        var summary = workflows switch
        {
            0 => $"No workflow fits; nothing is changed unless a person does it.{Left(offer)}",
            1 => "One workflow fits.",
            _ => $"{workflows} workflows fit.",
        };
        if (offer.Plans.Any(plan => plan.Policy.Any(verdict => verdict is { Stage: "maturity", Effect: Effect.Deny })))
        {
            summary += " KAOS may only propose here: whichever you choose, it writes nothing and tells the commands to run by hand.";
        }

        var told = new Narrated(
            $"{summary}{(workflows == 0 ? "" : Left(offer))}\n",
            $"offered:{string.Join('+', offer.Plans.Select(plan => plan.Hash))}");
        var offered = new ChoicesOffered($"{finding.Summary} {summary}", offer.Options, offer.Plans);
        await log.ReportAsync(
            cancellationToken, [told, .. await ChosenAsync(state, offer, offered, finding, cancellationToken)]);
    }

    // The choice is recorded in place of the offer, so that nobody is asked what is decided already.
    private async Task<SessionEvent[]> ChosenAsync(
        SessionState state, Offer offer, ChoicesOffered offered, Finding finding, CancellationToken cancellationToken)
    {
        if (OwnChoices.Candidate(state, offer) is not { } best)
        {
            return [offered];
        }

        var consent = Consent.None with { Own = new(best.Option.Confidence, best.Option.Risk) };
        var judgement = await tools.Gate.JudgeAsync(best.Plan, consent, cancellationToken);
        return OwnChoices.Decide(offered, best, finding, judgement) is { } chosen
            ? [new Narrated($"I take {chosen.OptionId} by myself. {chosen.Why}\n", $"alone:{chosen.PlanHash}"), chosen]
            : judgement is { Level: Maturity.Act, Effect: Effect.Ask }
            ? [new Narrated($"{judgement.Why}\n", $"asks:{best.Plan.Hash}"), offered]
            : [offered];
    }

    // What was asked for is planned and shown whole; nothing is written before somebody who may has approved it.
    private async Task PlanAsync(
        Signal signal, PlanScope scope, ChangeRequest request, Finding finding, CancellationToken cancellationToken)
    {
        var offer = await tools.Planner.OfferRequestAsync(scope, request, finding, cancellationToken);
        if (offer.Plans is [var plan])
        {
            await log.ReportAsync(
                cancellationToken,
                new Narrated($"{PlanText.Of(plan)}{Left(offer)}\n", $"planned:{plan.Hash}"),
                new ChoicesOffered($"{plan.Summary}. Approve it, or leave it.", offer.Options, offer.Plans));
            return;
        }

        var why = offer.NotOffered.Select(left => left.Why).FirstOrDefault() ?? "no plan could be made";
        await log.ReportAsync(cancellationToken, offer.IsDone
            ? new SessionEnded(SessionOutcome.Resolved, $"Nothing was written: {why}.")
            : new SessionEnded(
                SessionOutcome.Escalated, $"Nothing was written: {why.TrimEnd('.')}. A person has to decide."));
    }

    private async Task TellEvidenceAsync(
        ImmutableArray<Evidence> evidence, HashSet<string> told, CancellationToken cancellationToken)
    {
        var fresh = evidence.Where(item => told.Add(item.Id)).ToList();
        if (fresh.Count > 0)
        {
            await log.ReportAsync(
                cancellationToken,
                [new EvidenceFound([.. fresh]),
                    .. fresh.Select(item => new Narrated($"{item.Text}\n", $"evidence:{item.Id}"))]);
        }
    }

    private static PlanScope ScopeOf(SessionState state, Signal signal) =>
        new(signal.Tenant, signal.Cluster, state.IncidentId) { Edits = state.Edits };

    private static string Conclusion(Examination result) => result.Findings switch
    {
        [var finding, ..] => string.Concat(
            $"Root cause: {finding.Summary}\n",
            string.Concat(finding.RuledOut.Select(ruled => $"Not {ruled.Hypothesis}: {ruled.Why}\n"))),
        _ => "I could not find a cause.\n",
    };

    private static string NotSeen(SessionState state) => state.Examination is { NotChecked: [_, ..] missing }
        ? $"Not looked at: {string.Join("; ", missing.Take(MostNotSeen).Select(part => $"{part.What} ({part.Why.TrimEnd('.')})"))}"
            + (missing.Length > MostNotSeen ? $" and {missing.Length - MostNotSeen} more." : ".")
        : "What was looked at is in the evidence.";

    private static string Left(Offer offer) => offer.NotOffered.IsDefaultOrEmpty
        ? ""
        : $" Left out: {string.Join("; ", offer.NotOffered.Select(left => $"{left.What}, {left.Why}"))}.";

    private ICluster Cluster(string name) => tools.Clusters.Find(name)
        ?? throw new InvalidOperationException(
            $"The cluster '{name}' is not connected to this KAOS any more; connect it again.");
}
