using System.Globalization;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>An object that was changed a moment ago is left alone, unless a person decides otherwise.</summary>
internal sealed class CoolDownRule : IGuardrail
{
    public string Stage => "policy";

    public string Name => "brake-cool-down";

    public Opinion Judge(GateCase @case)
    {
        if (@case.Past.SinceLastWrite is not { } since || since >= @case.Rules.CoolDown)
        {
            return Opinion.Allow("Nothing in the plan was changed by KAOS just before.");
        }

        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"KAOS changed {@case.Plan.Target} {since.TotalMinutes:0.#} minutes ago; it cools down for {@case.Rules.CoolDown.TotalMinutes:0.#}.");
        return @case.Deciders.FirstOrDefault() is { } person
            ? Opinion.Allow($"{said} {person.Name} decided to go on.")
            : Opinion.Ask(said);
    }
}

/// <summary>Attempts on one object within a day are counted; beyond the limit people take over.</summary>
internal sealed class AttemptsRule : IGuardrail
{
    public string Stage => "policy";

    public string Name => "brake-attempts";

    public Opinion Judge(GateCase @case) => @case.Past.PlansInADay >= @case.Rules.AttemptsPerDay
        ? Opinion.Deny(string.Create(
            CultureInfo.InvariantCulture,
            $"KAOS has tried {@case.Past.PlansInADay} times in a day on {@case.Plan.Target}; the limit is {@case.Rules.AttemptsPerDay}. A person takes over."))
        : Opinion.Allow("The day's attempts are not used up.");
}

/// <summary>Many incidents at once mean that something bigger is wrong: acting stops unless a person decides.</summary>
internal sealed class StormRule : IGuardrail
{
    public string Stage => "policy";

    public string Name => "brake-storm";

    public Opinion Judge(GateCase @case)
    {
        if (@case.Past.OpenIncidents <= @case.Rules.IncidentsAtOnce)
        {
            return Opinion.Allow("No storm of incidents.");
        }

        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"{@case.Past.OpenIncidents} incidents are open at once (limit {@case.Rules.IncidentsAtOnce}); something bigger may be wrong.");
        return @case.Deciders.FirstOrDefault() is { } person
            ? Opinion.Allow($"{said} {person.Name} decided to go on.")
            : Opinion.Ask(said);
    }
}
