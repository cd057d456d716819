using System.Collections.Immutable;
using Kaos.Agent.Grains.Workflows;

namespace Kaos.Agent.Grains.Tests.Workflows;

public sealed class WordsTests
{
    private const string Text =
        "Revert {map} to [revision {revision} (before {time})|the version before {time}] and restart";

    private static readonly ImmutableDictionary<string, string> Known =
        ImmutableDictionary<string, string>.Empty.Add("map", "settings").Add("time", "03:14 UTC");

    [Fact]
    public void Choice_WithAllItsNames_IsTaken() =>
        Words.Fill(Text, Known.Add("revision", "v42"))
            .ShouldBe("Revert settings to revision v42 (before 03:14 UTC) and restart");

    [Fact]
    public void Choice_WithoutAName_FallsToTheLast() =>
        Words.Fill(Text, Known).ShouldBe("Revert settings to the version before 03:14 UTC and restart");

    [Fact]
    public void Brackets_WithoutAChoice_StayAsTheyAre() =>
        Words.Fill("args[0] of {map}", Known).ShouldBe("args[0] of settings");

    [Fact]
    public void Value_WithBracketsAndBraces_IsNotReadAgain() =>
        Words.Fill("to {map}", Known.SetItem("map", "[a|b]{time}")).ShouldBe("to [a|b]{time}");

    [Fact]
    public void Name_WithoutAValue_ShowsAsItIsWritten() => Words.Fill("to {other}", Known).ShouldBe("to {other}");

    [Fact]
    public void Names_InAChoice_AreNeededOnlyInItsLastPart()
    {
        Words.Named(Text).Distinct().ShouldBe(["map", "time"]);
        Words.Optional(Text).ShouldBe(["revision", "time"]);
    }
}
