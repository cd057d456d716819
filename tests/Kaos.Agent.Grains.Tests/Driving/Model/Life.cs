using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>
/// One session of a walk: real decisions, real agenda, real drivers, the real writer of steps; people who choose,
/// approve, reject, edit, override, cancel, replay and alter approvals, and mend by hand; processes that die anywhere.
/// </summary>
internal sealed class Life
{
    private static readonly Principal Amira = Story.Alice with { Name = "amira" };

    // Every role, in a tenant that this session is not of; and an agent with an approver's role.
    private static readonly Principal Stranger = Story.Alice with
    {
        Name = "eve",
        Roles = [Role.Viewer, Role.Operator, Role.Approver, Role.Admin, Role.Promoter],
        Tenants = ["bakery"],
    };

    private static readonly Principal[] People =
        [Story.Alice, Amira, Story.Olga, Story.Victor, Story.Bot, Stranger, Principal.System("deadlines")];

    private readonly Mischief mischief;
    private readonly ModelRules rules;
    private readonly DriverTools tools;
    private readonly ModelGrains grains;
    private readonly ModelCluster cluster;
    private int said;

    public Life(Mischief mischief, ModelRules rules, ModelObjects objects, string prefix, Action meanwhile)
    {
        (this.mischief, this.rules) = (mischief, rules);
        Story = Story.Opened(rules.WishedBy is { } asked
            ? Story.Signal() with
            {
                SaidBy = asked,
                Request = new ChangeRequest(
                    ActionNames.RestoreConfigMap, ModelObjects.Settings,
                    ImmutableSortedDictionary<string, string>.Empty),
            }
            : null);
        var options = new DriverOptions { StepDeadline = TimeSpan.Zero };
        World = new(Story, mischief, rules, objects, meanwhile, prefix, options.ApprovalExpiry);
        cluster = new(mischief, meanwhile);
        grains = new(Story, mischief, meanwhile);
        tools = new(
            new ClusterList([cluster], (_, _) => "default"), World, World, World, new ModelTime(Story), options);
    }

    public Story Story { get; }

    public ModelWorld World { get; }

    public bool Done => Story.State.Over && Agenda.Next(Story.State) is null;

    /// <summary>Decisions and choices of people of other tenants, or of agents, that were let through.</summary>
    public IEnumerable<SessionEvent> Foreign => Story.Facts.Where(fact =>
        fact is OptionChosen { By.Name: "eve" } or TaskAttached { Caller.Name: "eve" }
            or PlanDecided { By: { Name: "eve" } or { Kind: PrincipalKind.Agent } });

    public TimeSpan ApprovalLasts => tools.Options.ApprovalExpiry;

    /// <summary>Why the session can never go on; null while it can.</summary>
    public string? Stuck() => Story.State switch
    {
        { Over: true } => null,
        { Phase: IncidentState.AwaitingApproval } state =>
            Story.Deadlines.Count > 0 || Agenda.Next(state) is not null ? null : "an approval that never expires",
        { Phase: IncidentState.AwaitingChoice, Options: [_, ..] } => null,
        var state => Agenda.Next(state) is null ? $"nobody's turn in {state.Phase}" : null,
    };

    /// <summary>A process starts, drives as long as there is something to do, or dies.</summary>
    public async Task LiveAsync()
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

    /// <summary>Somebody does something, whatever it is.</summary>
    public void Act()
    {
        var decided = Story.Facts.Count;
        Act(mischief.Pick(People));
        if (Story.Facts.Skip(decided).Any(fact => fact is PlanDecided))
        {
            World.ApprovedAt = Story.Now;
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
                rules.Stopped = !rules.Stopped && mischief.Strikes(4);
                break;
            case 8:
                rules.Level = mischief.Strikes(4) ? Maturity.Propose : mischief.Pick(Maturity.Approve, Maturity.Act);
                break;
            case 9 when rules.Level == Maturity.Propose && state.Execution is null:
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
                rules.PolicyBroken = !rules.PolicyBroken && mischief.Strikes(4);
                break;
            case 11:
                Story.Do(new DetachTask($"task-{who.Name}", "bye"), who);
                break;
        }
    }
}
