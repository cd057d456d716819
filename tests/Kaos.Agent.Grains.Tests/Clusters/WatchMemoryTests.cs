using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Tests.Clusters;

public class WatchMemoryTests
{
    private static readonly DateTimeOffset Now = Worlds.Now;
    private static readonly ObjectRef Web = new("Deployment", "shop", "web");

    [Fact]
    public void Symptom_ThatHasLasted_IsDueAtTheFirstLook() =>
        new WatchMemory().Look([Crash(Now.AddMinutes(-1))], Now).Due.Length.ShouldBe(1);

    [Fact]
    public void Symptom_ThatJustBegan_IsDueOnlyAtALaterLook()
    {
        var (memory, first, _) = new WatchMemory().Look([Crash(Now)], Now);
        var (_, second, _) = memory.Look([Crash(Now)], Now.AddSeconds(11));

        first.ShouldBeEmpty();
        second.Length.ShouldBe(1);
    }

    [Fact]
    public void Symptom_ThatVanishesAtOnce_IsNeverDue()
    {
        var (memory, first, _) = new WatchMemory().Look([Crash(Now)], Now);
        var (_, second, _) = memory.Look([], Now.AddSeconds(11));

        first.ShouldBeEmpty();
        second.ShouldBeEmpty();
    }

    [Fact]
    public void Symptom_ThatLasts_IsToldOnce()
    {
        var memory = new WatchMemory();
        var told = 0;
        for (var i = 0; i < 100; i++)
        {
            (memory, var due, _) = memory.Look([Crash(Now.AddMinutes(-1))], Now.AddSeconds(i));
            told += due.Length;
            memory = due.Aggregate(memory, (m, symptom) => m.Told(symptom));
        }

        told.ShouldBe(1);
    }

    [Fact]
    public void Symptom_ThatWasNotTaken_IsDueAgain()
    {
        var (memory, _, _) = new WatchMemory().Look([Crash(Now.AddMinutes(-1))], Now);

        memory.Look([Crash(Now.AddMinutes(-1))], Now.AddSeconds(1)).Due.Length.ShouldBe(1);
    }

    [Fact]
    public void Symptom_ThatComesBackAfterItWasOver_IsToldAgain()
    {
        var crash = Crash(Now.AddMinutes(-1));
        var memory = new WatchMemory().Look([crash], Now).Memory.Told(crash);
        memory = memory.Look([], Now.AddMinutes(3)).Memory;

        memory.Look([Crash(Now.AddMinutes(9))], Now.AddMinutes(10)).Due.Length.ShouldBe(1);
    }

    [Fact]
    public void CrashLoop_BetweenTwoCrashes_IsNotToldAgain()
    {
        var crash = Crash(Now.AddMinutes(-1));
        var memory = new WatchMemory().Look([crash], Now).Memory.Told(crash);
        memory = memory.Look([], Now.AddSeconds(40)).Memory;

        memory.Look([Crash(Now.AddMinutes(1))], Now.AddMinutes(2)).Due.ShouldBeEmpty();
    }

    [Fact]
    public void Symptom_ToldBeforeARestart_IsNotToldAgain_WhateverItsBeginningLooksLikeNow()
    {
        var memory = WatchMemory.Of([WatchKey.Of(Crash(Now))], Now);

        var look = memory.Look([Crash(Now.AddMinutes(1))], Now.AddSeconds(100));

        (look.Due.Length, look.Over.Length).ShouldBe((0, 0));
    }

    [Fact]
    public void Symptom_ToldBeforeARestartAndGone_IsOverUntilThatIsSaid()
    {
        var key = WatchKey.Of(Crash(Now));
        var look = WatchMemory.Of([key], Now).Look([], Now.AddMinutes(3));

        look.Over.ShouldBe([key]);
        look.Memory.Look([], Now.AddMinutes(4)).Over.ShouldBe([key]);
        look.Memory.Forget(key).Look([], Now.AddMinutes(4)).Over.ShouldBeEmpty();
    }

    private static Symptom Crash(DateTimeOffset since) => new(
        SymptomCodes.CrashLoop, new ObjectRef("Pod", "shop", "web-1"), Web, Severity.Critical, since, "web-1 crashes");
}
