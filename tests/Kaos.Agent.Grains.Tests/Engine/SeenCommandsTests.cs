using Kaos.Agent.Grains.Engine;

namespace Kaos.Agent.Grains.Tests.Engine;

public sealed class SeenCommandsTests
{
    [Fact]
    public void Ids_BeyondTheMost_AreForgottenOldestFirst()
    {
        var seen = new SeenCommands(2);

        foreach (var id in (string[])["a", "b", "b", "c"])
        {
            seen.Add(id);
        }

        seen.All.ShouldBe(["b", "c"]);
        seen.Contains("a").ShouldBeFalse();
        seen.Contains("b").ShouldBeTrue();
    }
}
