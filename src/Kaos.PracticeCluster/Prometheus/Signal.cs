using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Scenarios;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Prometheus;

internal sealed record SignalRule(IReadOnlyList<JsonObject> When, double Value, TimeSpan Over, TimeSpan After);

// A quantity of the world that pods do not carry (latency, pool use, request rate): it moves towards what the first
// rule that holds says. A counter accumulates it.
internal sealed class Signal
{
    private readonly World _world;
    private readonly IReadOnlyList<SignalRule> _rules;
    private readonly List<(DateTimeOffset From, double Value, double Target, TimeSpan Over)> _moves = [];
    private readonly double _noise;
    private readonly uint _seed;
    private SignalRule? _current;
    private SignalRule? _coming;

    public Signal(World world, JsonObject node)
    {
        _world = world;
        Metric = node.Text("metric");
        Labels = node.Labels("labels");
        Counter = node.Flag("counter");
        _noise = node.Real("noise");
        _seed = Chance.Fnv(Metric + string.Join(',', Labels.Select(pair => pair.Key + pair.Value)));
        _rules = [.. node.Items("rules").Select(rule => new SignalRule(
            [.. rule.Items("when")], rule.Real("value"), Span.Parse(rule.Text("over")),
            Span.Parse(rule.Text("after"))))];
        Ceiling = node.Has("ceiling") ? node.Real("ceiling") : double.MaxValue;
    }

    public string Metric { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public bool Counter { get; }

    public double Ceiling { get; }

    public void Reconsider()
    {
        var wanted = _rules.FirstOrDefault(rule => rule.When.All(condition => Circumstance.Holds(_world, condition)));
        if (wanted is null || wanted == _current)
        {
            _coming = null;
        }
        else if (_current is null || wanted.After <= TimeSpan.Zero)
        {
            Move(wanted);
        }
        else if (wanted != _coming)
        {
            _coming = wanted;
            _world.Agenda.After(wanted.After, () =>
            {
                if (_coming == wanted)
                {
                    Move(wanted);
                }
            });
        }
    }

    public double? At(DateTimeOffset time)
    {
        if (_moves.Count == 0 || time < _moves[0].From)
        {
            return null;
        }

        if (Counter)
        {
            return Sum(time);
        }

        return Math.Min(Ceiling, Level(time) * (1 + (_noise * Chance.Wobble(_seed, time))));
    }

    private void Move(SignalRule rule)
    {
        var now = _world.Now;
        _moves.Add((now, _moves.Count == 0 ? rule.Value : Level(now), rule.Value, _moves.Count == 0 ? TimeSpan.Zero
            : rule.Over));
        _current = rule;
        _coming = null;
    }

    private double Level(DateTimeOffset time)
    {
        var move = _moves.FindLast(one => one.From <= time);
        var share = move.Over <= TimeSpan.Zero ? 1 : Math.Clamp((time - move.From) / move.Over, 0, 1);
        return move.Value + ((move.Target - move.Value) * share);
    }

    // The area under the level, with a wobble that stays small beside it and never makes it fall.
    private double Sum(DateTimeOffset time)
    {
        var total = 0.0;
        for (var i = 0; i < _moves.Count && _moves[i].From < time; i++)
        {
            var move = _moves[i];
            var until = i + 1 < _moves.Count && _moves[i + 1].From < time ? _moves[i + 1].From : time;
            var ramp = TimeSpan.FromTicks(Math.Min((until - move.From).Ticks, move.Over.Ticks)).TotalSeconds;
            total += ramp * (move.Value + Level(move.From + TimeSpan.FromSeconds(ramp))) / 2;
            total += Math.Max(0, (until - move.From).TotalSeconds - ramp) * move.Target;
        }

        var age = (time - _moves[0].From).TotalSeconds;
        return total + (_moves[^1].Target * _noise * 40 * (1 + Math.Sin(age / 61)));
    }
}
