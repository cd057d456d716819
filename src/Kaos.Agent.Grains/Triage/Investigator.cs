using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;

namespace Kaos.Agent.Grains.Triage;

/// <summary>
/// The loop of an investigation: the examiner says what it needs, the cluster is read, until the case is decided or the
/// budget is used up. Used for live incidents and offline alike.
/// </summary>
public static class Investigator
{
    // Once the budget is used up, requests are only marked as tried; a case that still wants more then is stopped.
    private const int LastRounds = 32;

    /// <param name="focus">Null examines everything.</param>
    /// <param name="onStep">Called before each read with what is looked for and what stands so far; may be
    /// null.</param>
    public static Task<Investigation> RunAsync(
        ICluster cluster,
        Focus? focus,
        Func<Step.ReadMore, CancellationToken, ValueTask>? onStep,
        InvestigationBudget budget,
        CancellationToken cancellationToken) =>
        RunAsync(cluster, focus, Examiner.Next, onStep, budget, cancellationToken);

    internal static async Task<Investigation> RunAsync(
        ICluster cluster,
        Focus? focus,
        Func<CaseFile, Step> next,
        Func<Step.ReadMore, CancellationToken, ValueTask>? onStep,
        InvestigationBudget budget,
        CancellationToken cancellationToken)
    {
        var file = new CaseFile { World = cluster.Look(), Focus = focus };
        var reads = 0;
        for (var round = 1; ; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (next(file))
            {
                case Step.Concluded concluded:
                    return new Investigation(concluded.Result, file, round);
                case Step.ReadMore more when round <= budget.Rounds && reads + more.Requests.Length <= budget.Reads:
                    if (onStep is not null)
                    {
                        await onStep(more, cancellationToken);
                    }

                    reads += more.Requests.Length;
                    file = await cluster.ReadAsync(file, more.Requests, cancellationToken);
                    break;
                case Step.ReadMore more when round <= budget.Rounds + LastRounds && more.Requests.Length > 0:
                    file = CaseReads.Add(
                        file, [.. more.Requests.Select(r => CaseRead.Failed(r, "the budget of this investigation is used up"))]);
                    break;
                default:
                    return new Investigation(Stopped(file), file, round);
            }
        }
    }

    private static Examination Stopped(CaseFile file) => new(
        [],
        [],
        [
            .. file.World.NotRead.Select(part => new NotChecked(part.What, part.Why)),
            new NotChecked("the investigation", "it did not come to an end within its budget"),
        ]);
}

/// <summary>How much may be read for one investigation.</summary>
/// <param name="Rounds">Questions to the cluster, each of many requests.</param>
/// <param name="Reads">Requests in all.</param>
public sealed record InvestigationBudget(int Rounds = 24, int Reads = 400);

/// <summary>How an investigation ended.</summary>
/// <param name="Case">Everything that was read for it.</param>
public sealed record Investigation(Examination Result, CaseFile Case, int Rounds);
