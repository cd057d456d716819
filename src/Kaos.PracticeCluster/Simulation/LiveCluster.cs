using Kaos.PracticeCluster.Controllers;
using Kaos.PracticeCluster.ControlPlane;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Kubelet;
using Kaos.PracticeCluster.Prometheus;
using Kaos.PracticeCluster.Scenarios;
using Kaos.PracticeCluster.Scheduler;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Simulation;

// One scenario, played: its history is run through in one go up to the opening, from there time follows the clock
// given, times the speed. Everything that reads or writes does so under the lock, after Sync.
internal sealed class LiveCluster
{
    private readonly Reconciler _reconciler;
    private readonly TimeProvider _clock;
    private readonly double _speed;
    private readonly DateTimeOffset _begun;
    private bool _stirred = true;

    public LiveCluster(Scenario scenario, TimeProvider clock, double speed)
    {
        Scenario = scenario;
        _clock = clock;
        _speed = speed;
        _begun = clock.GetUtcNow();
        var day = new DateTimeOffset(_begun.UtcDateTime.Date, TimeSpan.Zero);
        Opening = day + scenario.Opening;
        World = new World(Opening - scenario.History, scenario.Seed)
        {
            ClusterId = new Chance((int)(_begun.UtcTicks / TimeSpan.TicksPerMillisecond % int.MaxValue) ^ scenario.Seed)
                .Uid(),
        };
        foreach (var (key, hash) in scenario.Story.Labels("templateHashes"))
        {
            World.TemplateHashes[key] = hash;
        }

        Plane = new PlaneStory(scenario.Story.Map("controlPlane"), text => scenario.When(text, day));
        Book = new BehaviourBook(World, scenario.Story.Items("behaviours").Select(Behaviour.Read));
        Kubelet = new PodKubelet(World, Book, new ImageStore(scenario.Story.Labels("images")));
        var quota = new QuotaController(World);
        World.AdmitPod = quota.Admit;
        _reconciler = new Reconciler(World,
        [
            new DeploymentController(World, LookAgain), new ReplicaSetController(World,
                LookAgain), new StatefulSetController(World),
            new DaemonSetController(World), new JobController(World), new ServiceController(World),
            new BudgetController(World), quota,
            new NodeController(World), new NamespaceController(World), new ClusterRoleController(World), Kubelet,
        ]);
        _ = new PodScheduler(World, Plane);
        Signals = [.. scenario.Story.Items("signals").Select(node => new Signal(World, node))];
        Alerts = [.. scenario.Story.Items("alerts")
            .Select(node => new Alert(node, scenario.When(node.Text("from"), day)))];
        World.Store.Committed += change => _stirred |= change.Key.Type != ResourceTypes.Events
            && change.Key.Type != ResourceTypes.Leases;
        PlayHistory(day);
    }

    public Lock Gate { get; } = new();

    public Scenario Scenario { get; }

    public World World { get; }

    public PlaneStory Plane { get; }

    public BehaviourBook Book { get; }

    public PodKubelet Kubelet { get; }

    public IReadOnlyList<Signal> Signals { get; }

    public IReadOnlyList<Alert> Alerts { get; }

    public DateTimeOffset Opening { get; }

    public string ClusterId => World.ClusterId;

    // What the cluster's clock shows now.
    public DateTimeOffset ClockNow => Opening + ((_clock.GetUtcNow() - _begun) * _speed);

    // How long to wait, in process time, for the cluster to have something to do.
    public TimeSpan UntilNext
    {
        get
        {
            lock (Gate)
            {
                var gap = World.Agenda.Next is { } next ? (next - ClockNow) / _speed : TimeSpan.FromSeconds(1);
                return gap < TimeSpan.FromMilliseconds(5) ? TimeSpan.FromMilliseconds(5) : gap > TimeSpan.FromSeconds(1)
                    ? TimeSpan.FromSeconds(1) : gap;
            }
        }
    }

    // Brings the cluster to the clock's time. Call under Gate.
    public void Sync()
    {
        Settle();
        World.Agenda.AdvanceTo(ClockNow, Settle);
    }

    // Lets the controllers answer a write at once, so that a client's next read already sees it begun. Call under Gate.
    public void Settle()
    {
        _reconciler.Settle();
        while (_stirred)
        {
            _stirred = false;
            Kubelet.Life.Reconsider();
            foreach (var signal in Signals)
            {
                signal.Reconsider();
            }

            _reconciler.Settle();
        }
    }

    private void LookAgain(ObjectKey key) => _reconciler.Enqueue(key);

    private void PlayHistory(DateTimeOffset day)
    {
        new Bootstrap(World, Scenario.Seed).Run(Scenario.Grants);
        var timeline = new Timeline(World, Kubelet);
        var order = Scenario.Objects.OrderBy(item =>
            item.Text("kind") switch { "Namespace" => 0, "Node" => 1, "ConfigMap" or "Secret" => 2, _ => 3 });
        var at = World.Now;
        foreach (var item in order)
        {
            at += TimeSpan.FromMilliseconds(230);
            World.Agenda.At(at, () => timeline.ClientSideApply(item, "kubectl-client-side-apply"));
        }

        foreach (var step in Scenario.Story.Items("timeline"))
        {
            timeline.Plan(step, Scenario.When(step.Text("at"), day));
        }

        World.Agenda.At(Opening - TimeSpan.FromMinutes(2), () => new Heartbeats(World, Plane, Scenario.Seed).Start());
        World.Agenda.AdvanceTo(Opening, Settle);
        World.Store.Compact();
    }
}
