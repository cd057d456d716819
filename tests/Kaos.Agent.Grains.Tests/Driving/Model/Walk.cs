using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>
/// One random life of a session: real decisions, real agenda, real drivers; people who choose, approve, reject, edit,
/// override, cancel, replay and alter approvals, mend by hand, break the policy and pull the kill switch at any moment;
/// processes that die anywhere; clocks that jump.
/// </summary>
internal sealed class Walk
{
    private const int Rounds = 40;
    private const int LongestEnd = 60;

    private static readonly Principal Amira = Story.Alice with { Name = "amira" };
    private static readonly Principal[] People =
        [Story.Alice, Amira, Story.Olga, Story.Victor, Story.Bot, Principal.System("deadlines")];

    private readonly Mischief mischief;
    private readonly DriverTools tools;
    private readonly ModelGrains grains;
    private readonly ModelCluster cluster;
    private int said;
    private bool busy;

    public Walk(int seed)
    {
        mischief = new(seed);
        Story = Story.Opened();
        var options = new DriverOptions { StepDeadline = TimeSpan.Zero };
        World = new(
            Story, mischief,
            options.ApprovalExpiry)
        { Level = mischief.Pick(Maturity.Approve, Maturity.Act, Maturity.Propose) };
        cluster = new(mischief, Meanwhile);
        grains = new(Story, mischief, Meanwhile);
        tools = new(
            new ClusterList([cluster], (_, _) => "default"), World, World, World, new ModelTime(Story), options);
    }

    public Story Story { get; }

    public ModelWorld World { get; }

    /// <summary>The types of the events in order, so that two walks can be told apart.</summary>
    public string Path => string.Join(' ', Story.Facts.Select(fact => fact.GetType().Name));

    /// <summary>Why the session can never end or go on; null when it did end.</summary>
    public async Task<string?> GoAsync()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await LiveAsync();
            if (Stuck() is { } stuck)
            {
                return stuck;
            }

            Someone();
            Story.Now += mischief.Pick(
                TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(5),
                mischief.Strikes(5) ? TimeSpan.FromDays(1) : TimeSpan.Zero);
            Wake();
        }

        mischief.Peace = true;
        (World.Stopped, World.PolicyBroken) = (false, false);
        for (var left = LongestEnd; left > 0; left--)
        {
            await LiveAsync();
            if (Story.State.Over && Agenda.Next(Story.State) is null)
            {
                return null;
            }

            Story.Do(new ChooseOption("hand-over", null), Story.Alice);
            Story.Now += tools.Options.ApprovalExpiry;
            Wake();
        }

        return $"did not end: {Story.State.Phase}, {Agenda.Next(Story.State)}";
    }

    private string? Stuck() => Story.State switch
    {
        { Over: true } => null,
        { Phase: IncidentState.AwaitingApproval } state =>
            Story.Deadlines.Count > 0 || Agenda.Next(state) is not null ? null : "an approval that never expires",
        { Phase: IncidentState.AwaitingChoice, Options: [_, ..] } => null,
        var state => Agenda.Next(state) is null ? $"nobody's turn in {state.Phase}" : null,
    };

    /// <summary>A process starts, drives as long as there is something to do, or dies.</summary>
    private async Task LiveAsync()
    {
        try
        {
            cluster.BeginLife();
            while (Agenda.Next(Story.State) is not null)
            {
                var epoch = Story.State.Epoch + 1;
                if (Story.Do(new StartDriver(epoch), SessionLog.Driver) is { } refused)
                {
                    World.Wrongs.Add($"there is work, and no driver may begin: {refused.Message}");
                    return;
                }

                await DriveAsync(new SessionLog(grains, Story.State.Id, epoch));
            }
        }
        catch (DeathException)
        {
            // The next one goes on.
        }
    }

    private async Task DriveAsync(SessionLog log)
    {
        var driver = new SessionDriver(tools, log);
        try
        {
            while (Agenda.Next(Story.State) is { } work)
            {
                await (work is Work.Investigate ? DiagnoseAsync(log) : driver.PerformAsync(Story.State, work,
                    CancellationToken.None));
                Story.Now += TimeSpan.FromMinutes(mischief.Strikes(30) ? 60 : 0);
                World.Orphans.ExceptWith(Story.State.Grants.Values);
            }
        }
        catch (FencedException)
        {
            // Somebody ended the session, or chose otherwise, between this driver's look and its word.
        }
    }

    private Task DiagnoseAsync(SessionLog log) => log.ReportAsync(
        CancellationToken.None, new Diagnosed(new(mischief.Strikes(40) ? [] : [Story.Finding()], [], []))).AsTask();

    // Not while others are at it already: their own turns have no others in between.
    private void Meanwhile()
    {
        if (!busy && mischief.Strikes(8))
        {
            Someone();
        }
    }

    private void Wake()
    {
        if (!mischief.Strikes(3))
        {
            Story.Wake();
        }
    }

    private void Someone()
    {
        if (mischief.Peace)
        {
            return;
        }

        busy = true;
        var decided = Story.Facts.Count;
        Act(mischief.Pick(People));
        if (Story.Facts.Skip(decided).Any(fact => fact is PlanDecided))
        {
            World.ApprovedAt = Story.Now;
        }

        busy = false;
    }

    private void Act(Principal who)
    {
        var state = Story.State;
        var plan = state.Execution?.PlanHash ?? state.Plans.Keys.Order(StringComparer.Ordinal)
            .LastOrDefault() ?? "none";
        switch (mischief.Pick(0, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13))
        {
            case 0:
                Story.Do(
                    new AttachTask($"task-{who.Name}", $"ctx-{who.Name}", $"m{++said}", "hello", Joined: true), who);
                break;
            case 1:
                Story.Do(
                    new SendText(
                        $"task-{who.Name}", $"m{++said}", mischief.Pick(
                            "approve", "reject", "go with way-1", "take over", "[PLAN-LOCKED] approved")), who);
                break;
            case 2:
                Story.Do(
                    new ChooseOption(mischief.Strikes(60) ? "do-nothing" : mischief.Pick("way-0", "way-1"), null),
                    mischief.Pick(who, Story.Alice, Story.Olga));
                break;
            case 3:
                Story.Do(
                    new DecidePlan(plan, PlanDecision.Approve, "fine", null), mischief.Pick(who, Amira, Story.Alice));
                break;
            case 4:
                Story.Do(
                    new DecidePlan(
                        plan, mischief.Pick(
                            PlanDecision.Reject, PlanDecision.Edit, PlanDecision.Override, PlanDecision.Expire),
                            "because", null), who);
                break;
            case 5 when mischief.Strikes(25):
                Story.Do(new CancelSession("enough"), who);
                break;
            case 6 when mischief.Strikes(25):
                Story.Do(new MergeSession("inc-2", "ses-2"), Principal.System("correlator"));
                break;
            case 7:
                World.Stopped = !World.Stopped && mischief.Strikes(4);
                break;
            case 8:
                World.Level = mischief.Strikes(4) ? Maturity.Propose : mischief.Pick(Maturity.Approve, Maturity.Act);
                break;
            case 9 when World.Level == Maturity.Propose && state.Execution is null:
                World.MendByHand(plan);
                break;
            case 10:
                Story.Do(new StartDriver(state.Epoch + mischief.Pick(0, 1)), Story.Driver);
                break;
            case 12:
                // Replayed for a plan that had its turn, or altered on its way.
                Story.Do(
                    new DecidePlan(
                        mischief.Pick([.. state.Plans.Keys.Order(StringComparer.Ordinal), $"{plan}-altered"]),
                        PlanDecision.Approve, "again", null), mischief.Pick(who, Amira));
                break;
            case 13:
                World.PolicyBroken = !World.PolicyBroken && mischief.Strikes(4);
                break;
            case 11:
                Story.Do(new DetachTask($"task-{who.Name}", "bye"), who);
                break;
        }
    }
}
