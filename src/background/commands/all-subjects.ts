import { type DirectParts, directSubject } from '../direct/subject.ts';
import { type ExitParts, exitSubject } from '../exit/subject.ts';
import { type FrontParts, frontSubject } from '../fronts/subject.ts';
import { type LanguageParts, languageSubject } from '../language/subject.ts';
import { type LeakGuardParts, leakGuardSubject } from '../leak-guard/subject.ts';
import { type PairingSubjectParts, pairingSubject } from '../pairing/subject.ts';
import { type ProfileParts, profileSubject } from '../profiles/subject.ts';
import { type SettingParts, settingSubject } from '../settings/subject.ts';
import { type SupplyParts, supplySubject } from '../supply/subject.ts';
import { type SwitchParts, switchSubject } from '../switching/subject.ts';
import { type SystemProxyParts, systemProxySubject } from '../system-proxy/subject.ts';
import { joined, type WholeSubject } from './subject.ts';

export type SubjectParts = SwitchParts &
  DirectParts &
  ProfileParts &
  FrontParts &
  SupplyParts &
  ExitParts &
  LanguageParts &
  LeakGuardParts &
  PairingSubjectParts &
  SettingParts &
  SystemProxyParts;

/** Whatever the popup may ask for and show. */
export function allSubjects(parts: SubjectParts): WholeSubject {
  return joined(
    switchSubject(parts),
    directSubject(parts),
    profileSubject(parts),
    frontSubject(parts),
    supplySubject(parts),
    exitSubject(parts),
    languageSubject(parts),
    leakGuardSubject(parts),
    pairingSubject(parts),
    settingSubject(parts),
    systemProxySubject(parts),
  );
}
