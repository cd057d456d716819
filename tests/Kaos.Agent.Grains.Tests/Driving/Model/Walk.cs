using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>
/// One random walk: a session, or two that compete for the same objects, with people, crashes and clocks in between; at
/// any moment of the one, down to between its read and its write, somebody acts or the other one goes on.
/// </summary>
internal sealed class Walk
{
    private const int Rounds = 40;
    private const int LongestEnd = 60;

    private readonly Mischief mischief;
    private readonly ModelRules rules;
    private readonly Life[] lives;
    private Life? driving;
    private bool busy;

    public Walk(int seed)
    {
        mischief = new(seed);
        rules = new(mischief);
        var objects = new ModelObjects();
        lives = [.. (mischief.Strikes(3) ? new[] { "p", "q" } : ["p"])
            .Select(prefix => new Life(mischief, rules, objects, prefix, Meanwhile))];
    }

    public IReadOnlyList<Life> Lives => lives;

    /// <summary>The types of the events in order, so that two walks can be told apart.</summary>
    public string Path => string.Join(" | ", lives.Select(life =>
        string.Join(' ', life.Story.Facts.Select(fact => fact.GetType().Name))));

    /// <summary>Why a session can never end or go on; null when all did end.</summary>
    public async Task<string?> GoAsync()
    {
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var life in lives)
            {
                await DriveAsync(life);
            }

            if (lives.Select(life => life.Stuck()).FirstOrDefault(why => why is not null) is { } stuck)
            {
                return stuck;
            }

            Someone();
            Pass(mischief.Pick(
                TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(5),
                mischief.Strikes(5) ? TimeSpan.FromDays(1) : TimeSpan.Zero));
        }

        mischief.Peace = true;
        (rules.Stopped, rules.PolicyBroken) = (false, false);
        for (var left = LongestEnd; left > 0; left--)
        {
            foreach (var life in lives)
            {
                await DriveAsync(life);
                life.Story.Do(new ChooseOption("hand-over", null), Story.Alice);
            }

            if (lives.All(life => life.Done))
            {
                return null;
            }

            Pass(lives[0].ApprovalLasts);
        }

        return $"did not end: {string.Join(", ", lives.Select(life => life.Story.State.Phase))}";
    }

    private void Pass(TimeSpan time)
    {
        foreach (var life in lives)
        {
            life.Story.Now += time;
            if (!mischief.Strikes(3))
            {
                life.Story.Wake();
            }
        }
    }

    private async Task DriveAsync(Life life)
    {
        var before = driving;
        driving = life;
        await life.LiveAsync();
        driving = before;
    }

    // Not while others are at it already: their own turns have no others in between.
    private void Meanwhile()
    {
        if (busy || !mischief.Strikes(8))
        {
            return;
        }

        if (mischief.Strikes(3) && lives.FirstOrDefault(life => life != driving && driving is not null) is { } rival)
        {
            busy = true;
            var going = DriveAsync(rival);
            going.IsCompleted.ShouldBeTrue("nothing in a walk waits for real");
            going.GetAwaiter().GetResult();
            busy = false;
            return;
        }

        Someone();
    }

    private void Someone()
    {
        if (mischief.Peace)
        {
            return;
        }

        busy = true;
        mischief.Pick(lives).Act();
        busy = false;
    }
}
