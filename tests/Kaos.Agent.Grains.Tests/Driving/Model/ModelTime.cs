using Kaos.Agent.Grains.Tests.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>The process's clock is the story's.</summary>
internal sealed class ModelTime(Story story) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => story.Now;
}
