namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>What goes wrong in one walk, and when; the same for the same seed. Peace ends all of it.</summary>
internal sealed class Mischief(int seed)
{
    private readonly Random random = new(seed);

    public bool Peace { get; set; }

    /// <summary>One time in so many.</summary>
    public bool Strikes(int oneIn) => random.Next(oneIn) == 0 && !Peace;

    public T Pick<T>(params ReadOnlySpan<T> from) => from[random.Next(from.Length)];

    /// <summary>The process dies here, one time in so many.</summary>
    public void MayDie(int oneIn)
    {
        if (Strikes(oneIn))
        {
            throw new DeathException();
        }
    }
}

internal sealed class DeathException : Exception;
